//! `fotfaste erase`: erases a person by a decision. Whoever asks for it must be an administrator and runs it where the data lie; the app
//! has no button for what cannot be undone.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::Args;
use shared::id::UserId;
use shared::model::Role;
use shared::text::ShortText;
use uuid::Uuid;

use super::open::open;
use crate::accept::{self, AcceptError, Deps, Erasure, Record};
use crate::app::App;
use crate::config::DataArgs;
use crate::store::{self, UserRow};

/// What `fotfaste erase` takes.
#[derive(Args, Clone, Debug)]
pub struct EraseArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// The person's id, as it stands in the address of their page
    #[arg(long, value_name = "ID")]
    pub person: Uuid,
    /// The reference of the decision, for the audit trail
    #[arg(long, value_name = "REFERENCE")]
    pub decision: String,
    /// The login of the administrator in whose name it is done
    #[arg(long = "as", value_name = "LOGIN")]
    pub by: String,
    /// Only say what would be erased
    #[arg(long)]
    pub rehearse: bool,
}

/// Erases, and says what is gone.
pub async fn run(args: EraseArgs) -> anyhow::Result<ExitCode> {
    let decision = args.decision.trim();
    ensure!(
        ShortText::parse(decision).is_ok(),
        "--decision is empty or too long: name the decision as it stands in the register"
    );
    let (app, deps, _held) = open(&args.data, false).await?;
    let done = erase(&app, &deps, &args, decision).await;
    app.store.close().await;
    let Record { rows, spans } = done?;
    let what = if args.rehearse {
        "would be erased"
    } else {
        "erased"
    };
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{what}: {rows} rows; of {spans} placements only the days stay, without the person"
    )?;
    if !args.rehearse {
        writeln!(
            out,
            "devices lose the person when they come next, or when their lease ends; the file `erased` in the data folder keeps a backup \
             from before from bringing them back: copy it to where the key's copy lies"
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn erase(app: &App, deps: &Deps, args: &EraseArgs, decision: &str) -> anyhow::Result<Record> {
    let by = administrator(app, deps, &args.by).await?;
    let erasure = Erasure {
        tenant: by.tenant,
        person: args.person.into(),
        by: by.id.into(),
        decision: decision.to_owned(),
    };
    Ok(accept::erase(deps, app.moment(), erasure, args.rehearse).await?)
}

async fn administrator(app: &App, deps: &Deps, login: &str) -> anyhow::Result<UserRow> {
    let (name, vault) = (login.to_owned(), deps.vault.clone());
    let found = store::read::<_, AcceptError, _>(&*deps.store, move |tx| {
        let (name, vault) = (name.clone(), vault.clone());
        Box::pin(async move {
            let Some(user) = tx.user_by_login(&name).await? else {
                return Ok(None);
            };
            let id = UserId::from(user.id);
            let rights = accept::rights(tx, &vault, user.tenant, id).await?;
            Ok(Some((user, rights)))
        })
    });
    let today = app.moment().today;
    let (user, rights) = found
        .await?
        .with_context(|| format!("--as: there is no account {login}"))?;
    let mut rights = rights.iter();
    ensure!(
        user.state == "active"
            && rights.any(|m| m.role == Role::Administrator && m.holds_on(today)),
        "--as: {login} is no administrator today"
    );
    Ok(user)
}
