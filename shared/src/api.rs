//! What the app and the server say to each other besides sync: signing in, invitations, and the office's pages. Unknown
//! fields are refused in requests; replies may grow.

pub mod device;
mod factor;
mod health;
mod inbox;

pub use factor::*;
pub use health::*;
pub use inbox::*;

use serde::{Deserialize, Serialize};

use crate::id::{
    FeedbackId, InviteId, MembershipId, OrganisationId, ReplicaId, SiteId, TenantId, UserId,
};
use crate::model::{OrganisationKind, Role};
use crate::ordered::Set;
use crate::time::{Day, Millis};

/// `{}`: a request that says nothing but must be JSON, so that no other site can make a browser send it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// `POST /auth/v1/login`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// Account name; upper and lower case are the same.
    pub login: String,
    /// Password.
    pub password: String,
    /// A code of the authenticator, or a recovery code; asked for (`code_required`) once the password is right.
    #[serde(default)]
    pub code: Option<String>,
}

/// `GET /auth/v1/demo`: who can be tried in the demo. Real data have nobody here, whatever else they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoInfo {
    /// The one password of all of them; empty where this is no demo.
    pub password: String,
    /// The accounts, one a role or more.
    pub accounts: Vec<DemoAccount>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// Account name.
    pub login: String,
    /// The invented person's name.
    pub name: String,
    /// As what.
    pub role: Role,
}

/// `GET /auth/v1/session`, and the answer to every way of signing in: who the session belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionInfo {
    /// The user.
    pub user: UserId,
    /// Account name.
    pub login: String,
    /// The user's own name.
    pub name: String,
    /// The authority whose data this session reaches.
    pub tenant: TenantId,
    /// Its name.
    pub authority: String,
    /// Rights that hold today.
    pub memberships: Vec<MembershipInfo>,
    /// Their roles, each once.
    pub roles: Set<Role>,
    /// What the roles may ask for: kinds of commands and operations of the API.
    pub capabilities: Set<String>,
    /// When the user last showed who they are.
    pub signed_in_at: Millis,
    /// Whether a second factor must be set up before anything else is answered.
    pub must_add_factor: bool,
    /// When the session ends whatever happens.
    pub ends_at: Millis,
    /// When it ends unless something is asked for before that.
    pub idle_ends_at: Millis,
    /// Minutes without a request after which it ends before that.
    pub idle_minutes: u32,
    /// The server's clock.
    pub server_time: Millis,
    /// The shared tablet whose session it is; absent for a person's.
    #[serde(default)]
    pub device: Option<device::OwnDevice>,
}

/// One right of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipInfo {
    /// Id.
    pub id: MembershipId,
    /// Where.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// What it is to the authority.
    pub organisation_kind: OrganisationKind,
    /// As what.
    pub role: Role,
    /// Sites of a supervisor.
    pub sites: Set<SiteId>,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Option<Day>,
}

/// `POST /auth/v1/password`: a new password; all other sessions of the user end.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one.
    pub current: String,
    /// The new one.
    pub new: String,
}

/// `POST /auth/v1/link`: what a one-time link is for. The link is `/start#<token>`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkQuestion {
    /// What stood after `#`.
    pub token: String,
}

/// The answer: which form to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum LinkInfo {
    /// The first start: the authority and its administrator are to be named.
    Bootstrap {
        /// Last moment.
        expires_at: Millis,
    },
    /// An invitation: a password is to be chosen.
    Invite {
        /// Last moment.
        expires_at: Millis,
        /// Who is invited.
        name: String,
        /// Account name.
        login: String,
        /// Where.
        organisation_name: String,
        /// As what.
        role: Role,
    },
    /// A new password is to be chosen for an account that is there.
    Reset {
        /// Last moment.
        expires_at: Millis,
        /// Whose.
        name: String,
        /// Account name.
        login: String,
    },
}
crate::wire::tagged!(LinkInfo, "kind");

/// One issuer in `GET /auth/v1/oidc`: a button of the sign-in screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcIssuer {
    /// Its short name.
    pub key: String,
    /// What stands on the button.
    pub label: String,
}

/// `POST /auth/v1/oidc/start`: begins a sign-in through an issuer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcStart {
    /// The issuer's short name.
    pub issuer: String,
    /// The page of the app to land on.
    #[serde(default)]
    pub landing: Option<String>,
    /// The secret of an invitation that is used with it.
    #[serde(default)]
    pub token: Option<String>,
}

/// `POST /auth/v1/oidc/again`: the same for somebody who has signed in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcAgain {
    /// The issuer's short name.
    pub issuer: String,
    /// What for.
    pub purpose: OidcPurpose,
    /// The page of the app to land on.
    #[serde(default)]
    pub landing: Option<String>,
}

/// What a signed-in user goes to an issuer for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OidcPurpose {
    /// To show once more who they are.
    Again,
    /// To sign in through it from now on.
    Bind,
}

/// The answer: where the browser is to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OidcGo {
    /// An address of the issuer.
    pub location: String,
}

/// `POST /auth/v1/bootstrap`: uses the first start's link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BootstrapRequest {
    /// What stood after `#`.
    pub token: String,
    /// Name of the authority, 1–200 characters.
    pub authority: String,
    /// Its organisation number.
    pub number: String,
    /// The administrator's account name.
    pub login: String,
    /// The administrator's own name, 1–200 characters.
    pub name: String,
    /// Password, 12–128 characters.
    pub password: String,
}

/// `POST /auth/v1/accept`: uses an invitation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptRequest {
    /// What stood after `#`.
    pub token: String,
    /// Password, 12–128 characters.
    pub password: String,
}

/// `POST /api/v1/invites`: invites one person to one role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InviteRequest {
    /// Account name to be, 3–200 characters, such as an e-mail address.
    pub login: String,
    /// The person's name, 1–200 characters.
    pub name: String,
    /// Where.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// Sites of a supervisor; empty for other roles.
    #[serde(default)]
    pub sites: Set<SiteId>,
    /// Last day of the right; open when absent.
    #[serde(default)]
    pub to: Option<Day>,
}

/// The answer: the link, shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteMade {
    /// Path and fragment, such as `/start#0123…`.
    pub link: String,
    /// Last moment.
    pub expires_at: Millis,
}

/// One invitation in `GET /api/v1/invites`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteInfo {
    /// Id.
    pub id: InviteId,
    /// Account name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Where.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// When it was made.
    pub created_at: Millis,
    /// Last moment.
    pub expires_at: Millis,
    /// When it was used.
    pub used_at: Option<Millis>,
}

/// One user in `GET /api/v1/members`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberInfo {
    /// The user.
    pub user: UserId,
    /// Account name.
    pub login: String,
    /// Own name.
    pub name: String,
    /// Whether they may sign in.
    pub account: AccountState,
    /// Rights, past and coming ones too.
    pub memberships: Vec<MembershipInfo>,
}

/// What a word about the product concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackKind {
    /// Somebody cannot use or perceive a part.
    Accessibility,
    /// Something does not work.
    Fault,
    /// Something is hard to understand.
    Unclear,
    /// Something could be better.
    Idea,
}

impl FeedbackKind {
    /// All.
    pub const ALL: [Self; 4] = [Self::Accessibility, Self::Fault, Self::Unclear, Self::Idea];
}

/// `POST /api/v1/feedback`: a word about the product, with or without an account. Who sent it is kept only as far as they say so.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackRequest {
    /// What it concerns.
    pub kind: FeedbackKind,
    /// The screen, as the path with `*` for what stands for one thing: `/placements/*`. 1–60 small letters, `/`, `-` and `*`.
    pub place: String,
    /// What happened, 1–2000 characters.
    pub what: String,
    /// How to answer, 1–200 characters.
    #[serde(default)]
    pub contact: Option<String>,
    /// Which authority it is for; needed without an account where the server has several.
    #[serde(default)]
    pub authority: Option<TenantId>,
}

/// One item of `GET /api/v1/feedback`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedbackInfo {
    /// Which.
    pub id: FeedbackId,
    /// What it concerns.
    pub kind: FeedbackKind,
    /// The screen.
    pub place: String,
    /// What happened.
    pub what: String,
    /// How to answer.
    pub contact: Option<String>,
    /// When it came.
    pub created_at: Millis,
    /// When somebody was done with it.
    pub settled_at: Option<Millis>,
}

/// `POST /api/v1/feedback/settle`: done with it; 90 days later it is erased.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackSettle {
    /// Which.
    pub id: FeedbackId,
}

/// One item of `GET /api/v1/authorities`: who stands behind this server, for the accessibility statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityInfo {
    /// Which.
    pub id: TenantId,
    /// Its name.
    pub name: String,
}

/// A list that is given whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Items<T> {
    /// The items.
    pub items: Vec<T>,
}

/// A page of a long list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// What to send as `after` for the next page; absent on the last.
    pub next: Option<String>,
}

/// `GET /api/v1/audit`: a page of the chain, with the result of walking the whole of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The links, by `seq`.
    pub items: Vec<AuditItem>,
    /// What to send as `after` for the next page; absent on the last.
    pub next: Option<i64>,
    /// How many links the chain has; absent when it is broken.
    pub links: Option<u64>,
    /// Whether every link is its own and follows the one before, up to the last command.
    pub is_intact: bool,
    /// The first fault.
    pub fault: Option<AuditFault>,
}

/// Where the audit chain breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum AuditFault {
    /// This link was changed.
    Changed(i64),
    /// This link does not follow the one before.
    Broken(i64),
    /// A link is missing before this one.
    Missing(i64),
    /// The chain ends before this, the last command.
    Truncated(i64),
}
crate::wire::tagged!(AuditFault, "kind", "seq");

/// One link of the audit chain. What was said is not shown here: it lies under a person's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditItem {
    /// Place.
    pub seq: i64,
    /// Who.
    pub actor: UserId,
    /// From which device.
    pub replica: ReplicaId,
    /// The shared tablet that it is, by name; absent for a person's own.
    #[serde(default)]
    pub device: Option<String>,
    /// As which of its commands.
    pub cmd_no: i64,
    /// What kind of command.
    pub kind: String,
    /// The link's hash.
    pub hash: String,
}
