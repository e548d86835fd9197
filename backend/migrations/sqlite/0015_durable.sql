-- How far a device's commands are in a backup; it may forget them some time after that.
alter table replica add column durable_high integer not null default 0;
