//! Registers imported notices as tenders of the one authority, through the same door as the office screen. A notice that lacks
//! what a tender must have is told on standard error and can be completed in the office; the same notice twice is one tender.

use std::sync::Arc;

use anyhow::bail;
use shared::command::Command;
use shared::id::{OrganisationId, TenantId, UserId, derived};
use shared::model::{Membership, Role};
use shared::notice::{Notice, to_tender};
use shared::text::Text;
use shared::time::Day;
use shared::verdict::Outcome;

use super::import::{ImportArgs, NoticeSink};
use super::open::open;
use super::running::Held;
use crate::accept::{Deps, Order, execute_local};
use crate::app::App;
use crate::config::DataArgs;
use crate::store;

/// Opens the data when the first notice comes, so that `--dry-run` touches nothing.
pub struct Tenders {
    data: DataArgs,
    opened: Option<Opened>,
}

struct Opened {
    app: Arc<App>,
    deps: Deps,
    tenant: TenantId,
    _held: Held,
}

impl Tenders {
    /// For the data that the command line names.
    pub fn new(args: &ImportArgs) -> Self {
        Self {
            data: args.data.clone(),
            opened: None,
        }
    }

    async fn register(&mut self, file: &str, notices: &[Notice]) -> anyhow::Result<()> {
        let opened = match &mut self.opened {
            Some(opened) => opened,
            None => self.opened.insert(open_authority(&self.data).await?),
        };
        let mut orders = Vec::new();
        for notice in notices {
            match to_tender(opened.tenant, notice) {
                Ok(command) => orders.push(order(opened, command.into())),
                Err(lacking) => {
                    let fields: Vec<&str> = lacking.iter().map(|field| field.field()).collect();
                    tell(&format!(
                        "{file}: not registered as a tender, it lacks {}",
                        fields.join(", ")
                    ));
                }
            }
        }
        for verdict in execute_local(&opened.deps, opened.app.moment(), orders).await? {
            if let Outcome::Rejected { refusal } = &verdict.outcome {
                tell(&format!(
                    "{file}: not registered as a tender ({})",
                    refusal.code()
                ));
            }
        }
        Ok(())
    }
}

impl NoticeSink for Tenders {
    fn store_notices(&mut self, file: &str, notices: &[Notice]) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Handle::current();
        tokio::task::block_in_place(|| runtime.block_on(self.register(file, notices)))
    }
}

async fn open_authority(data: &DataArgs) -> anyhow::Result<Opened> {
    let (app, deps, held) = open(data, false).await?;
    let tenants = store::read(&*deps.store, |tx| {
        Box::pin(async move { tx.tenants().await })
    })
    .await?;
    match tenants.as_slice() {
        [one] => Ok(Opened {
            app,
            deps,
            tenant: one.id,
            _held: held,
        }),
        [] => bail!(
            "no authority yet: run `fotfaste serve` and open the first start's link, or read with --dry-run"
        ),
        _ => bail!("several authorities: import in the office screen of the one that it concerns"),
    }
}

/// Whoever may run the program on the data folder acts as procurement; the audit trail says so by this user's id.
fn order(opened: &Opened, command: Command) -> Order {
    let tenant = opened.tenant.uuid();
    let actor: UserId = derived(&[b"command line import", tenant.as_bytes()]).into();
    let right = Text::parse("import").map(|name| Membership {
        user: actor,
        name,
        organisation: OrganisationId::from(tenant),
        role: Role::Procurement,
        sites: shared::ordered::Set::new(),
        from: Day::MIN,
        to: None,
    });
    Order {
        tenant: opened.tenant,
        actor,
        command,
        occurred_at: opened.app.now(),
        tz: 0,
        extra: right.into_iter().collect(),
    }
}

fn tell(line: &str) {
    use std::io::Write as _;
    // Nobody may be listening on standard error; the import goes on.
    writeln!(std::io::stderr(), "{line}").ok();
}
