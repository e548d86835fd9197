delete from ceremony where key = $1
