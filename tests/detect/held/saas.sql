-- A project tracker sold by the seat: the application's tables as an ORM names them, what a second
-- framework of its back office left there, invoices in Italian, a help desk in Polish.
\ir ../values.sql
CREATE SCHEMA app;
CREATE SCHEMA fatturazione;
CREATE SCHEMA helpdesk;
SET search_path = app, draw, public;
CREATE TYPE app."Plan" AS ENUM ('FREE', 'TEAM', 'BUSINESS', 'ENTERPRISE');

CREATE TABLE app."User" (
    id text PRIMARY KEY,
    "emailAddress" text NOT NULL UNIQUE,
    "fullName" text,
    handle text UNIQUE,
    "passwordHash" text,
    "totpSecret" text,
    "phoneE164" text,
    "lastSeenIp" text,
    "lastSeenAt" timestamp(3),
    "timeZone" text NOT NULL DEFAULT 'UTC',
    "isStaff" boolean NOT NULL DEFAULT false,
    onboarding jsonb,
    "deletedAt" timestamp(3)
);
INSERT INTO app."User"
SELECT 'cl' || hex('user', i, 23),
       p.mail,
       maybe(i, 9, p.given || ' ' || p.family),
       p.login || CASE WHEN i % 3 = 0 THEN '-' || i ELSE i::text END,
       maybe(i, 5, key_of('argon2', i + 6000)),
       CASE WHEN i % 6 = 0 THEN key_of('totp', i + 6000) END,
       CASE WHEN i % 7 = 0 THEN '+1503555' || lpad(n('ph', i, 100, 199)::text, 4, '0') END,
       maybe(i, 8, host(ip('saas', i))),
       maybe(i, 8, moment('lsa', i)),
       pick('tz', i, 'UTC|Europe/Rome|Europe/Warsaw|America/New_York|Europe/London'),
       i % 60 = 0,
       jsonb_build_object('step', n('st', i, 1, 6), 'tour', i % 2 = 0, 'dismissed', jsonb_build_array(pick('ds', i, 'tips|beta|survey'))),
       CASE WHEN i % 20 = 0 THEN moment('del', i) END
FROM generate_series(1, 420) AS i, person('en', i + 60000) AS p;

CREATE TABLE app."Workspace" (
    id text PRIMARY KEY,
    name text NOT NULL,
    slug text NOT NULL UNIQUE,
    plan app."Plan" NOT NULL,
    "seatLimit" integer,
    "billingEmail" text,
    "vatNumber" text,
    "customDomain" text,
    "dataRegion" text NOT NULL,
    "ssoConfig" jsonb,
    "featureFlags" jsonb NOT NULL
);
INSERT INTO app."Workspace"
SELECT 'ws' || hex('ws', i, 23),
       company('en', i + 60000),
       plain(split_part(company('en', i + 60000), ' ', 1)) || '-' || hex('wsl', i, 4),
       (enum_range(NULL::app."Plan"))[1 + i % 4],
       CASE WHEN i % 4 <> 0 THEN n('seat', i, 1, 40) * 5 END,
       maybe(i, 4, p.mail),
       CASE WHEN i % 3 = 0 THEN pick('vc', i, 'GB|IE|PL') || digits('wvat', i, 9) END,
       CASE WHEN i % 5 = 0 THEN 'tasks.' || plain(split_part(company('en', i + 60000), ' ', 1)) || '.example' END,
       pick('dr', i, 'eu-west-1|eu-central-1|us-east-2'),
       CASE WHEN i % 4 = 3 THEN jsonb_build_object('issuer', 'https://login' || i || '.idp.example', 'clientId', hex('oidc', i, 20), 'clientSecret', b62('oidcs', i, 40), 'enforce', i % 2 = 0) END,
       jsonb_build_object('gantt', i % 2 = 0, 'newEditor', i % 3 = 0, 'maxUploadMb', n('mu', i, 10, 500))
FROM generate_series(1, 250) AS i, person('en', i + 63000) AS p;

CREATE TABLE app."Invite" (
    id serial PRIMARY KEY,
    "inviteeEmail" text NOT NULL,
    token text NOT NULL UNIQUE,
    note text,
    "expiresAt" timestamp(3) NOT NULL
);
INSERT INTO app."Invite"
SELECT i,
       p.mail,
       b62('inv', i, 43),
       CASE WHEN i % 4 = 0 THEN pick('hi', i, 'Hi |Hello |Hey ') || p.given || pick('hi2', i, ', this is where we plan the launch.| - please join before Thursday.|, as discussed on the phone!') || ' ' || (person('en', n('iv', i, 60001, 60420))).given END,
       moment('iex', i)
FROM generate_series(1, 230) AS i, person('en', i + 64000) AS p;

CREATE TABLE app."ApiToken" (
    id serial PRIMARY KEY,
    label text NOT NULL,
    prefix char(8) NOT NULL,
    "tokenHash" char(64) NOT NULL UNIQUE,
    scopes text[] NOT NULL,
    "lastUsedIp" text
);
INSERT INTO app."ApiToken"
SELECT i,
       pick('al', i, 'CI deploy|Zapier|Backup script|Grafana|local test|mobile build'),
       'trk_' || hex('tok', i, 4),
       hex('toh', i, 64),
       ARRAY[pick('sc', i, 'tasks:read|tasks:write|admin'), pick('sc2', i, 'users:read|webhooks:write')],
       maybe(i, 3, host(ip('tok', i)))
FROM generate_series(1, 210) AS i;

CREATE TABLE app."WebhookEndpoint" (
    id serial PRIMARY KEY,
    "targetUrl" text NOT NULL,
    "signingSecret" text NOT NULL,
    headers jsonb,
    events text[] NOT NULL
);
INSERT INTO app."WebhookEndpoint"
SELECT i,
       'https://' || pick('wh', i, 'hooks|api|in') || '.' || plain(split_part(company('en', n('whw', i, 60001, 60250)), ' ', 1)) || '.example/tracker/' || hex('whp', i, 6),
       'wh' || 'sec_' || b62('whs', i, 32),
       CASE WHEN i % 5 = 0 THEN jsonb_build_object('Authorization', 'Bearer ' || b62('whb', i, 36), 'X-Env', 'prod') END,
       ARRAY[pick('we', i, 'task.created|task.closed'), pick('we2', i, 'member.added|export.ready')]
FROM generate_series(1, 200) AS i;

CREATE TABLE app."WebhookDelivery" (
    id bigint PRIMARY KEY,
    "statusCode" smallint,
    "durationMs" integer,
    payload jsonb NOT NULL,
    "responseSnippet" text,
    "bodySha256" text NOT NULL
);
INSERT INTO app."WebhookDelivery"
SELECT i,
       CASE WHEN i % 15 <> 0 THEN pick('hs', i, '200|200|204|410|500|502')::smallint END,
       n('dur', i, 12, 9800),
       jsonb_build_object('type', pick('we', i, 'task.created|task.closed'), 'data', jsonb_build_object('task', i, 'user', jsonb_build_object('email', p.mail, 'name', p.given || ' ' || p.family))),
       CASE WHEN i % 15 <> 0 THEN pick('rsn', i, '{"ok":true}|OK|<html><head><title>502 Bad Gateway</title></head>|{"error":"unknown event"}|accepted') END,
       encode(sha256(('body' || i)::bytea), 'hex')
FROM generate_series(1, 500) AS i, person('en', n('wdp', i, 60001, 60420)) AS p;

CREATE TABLE app."AuditLog" (
    id bigint PRIMARY KEY,
    "actorEmail" text,
    action text NOT NULL,
    "targetId" text,
    changes jsonb,
    "ipAddr" text,
    "userAgent" text,
    "geoCity" text,
    "requestId" uuid,
    "occurredAt" timestamptz NOT NULL
);
INSERT INTO app."AuditLog"
SELECT i,
       maybe(i, 12, p.mail),
       pick('act', i, 'member.invited|member.renamed|token.revoked|export.started|sso.enabled'),
       'cl' || hex('user', n('tg', i, 1, 420), 23),
       CASE WHEN i % 3 = 0 THEN jsonb_build_object('before', jsonb_build_object('fullName', p.given, 'phoneE164', NULL), 'after', jsonb_build_object('fullName', p.given || ' ' || p.family, 'phoneE164', '+1503555' || lpad(n('cph', i, 100, 199)::text, 4, '0'))) END,
       CASE WHEN i % 4 = 0 THEN '2001:db8:' || hex('v6', i, 4) || '::' || hex('v6b', i, 4) ELSE host(ip('aud', i)) END,
       browser(i + 6000),
       maybe(i, 4, city('en', i + 60000)),
       md5('req' || i)::uuid,
       moment('occ', i)::timestamptz
FROM generate_series(1, 520) AS i, person('en', n('ap', i, 60001, 60420)) AS p;

CREATE TABLE app."Task" (
    id bigint PRIMARY KEY,
    title text NOT NULL,
    body text,
    "assignedTo" text,
    "watcherEmails" text[],
    "seenInVersion" text,
    branch text,
    "estimateH" numeric(5,1),
    "externalRef" text
);
INSERT INTO app."Task"
SELECT i,
       pick('tt', i, 'Fix redirect after login|Export drops last row|Dark mode for emails|Upgrade to Postgres 16|Write onboarding checklist|Flaky test in billing'),
       CASE WHEN i % 3 <> 0 THEN pick('tb', i, 'Reported by |Spoke with |Customer contact is ') || p.given || ' ' || p.family || pick('tb2', i, ', who can reproduce it on staging. |; happens twice a week. |, see the call notes. ') || CASE WHEN i % 2 = 0 THEN 'Reply to ' || p.mail ELSE 'Steps: open the board, press save, reload.' END END,
       maybe(i, 5, a.login || CASE WHEN (a.id - 60000) % 3 = 0 THEN '-' || a.id - 60000 ELSE (a.id - 60000)::text END),
       CASE WHEN i % 4 = 0 THEN ARRAY[p.mail, a.mail] WHEN i % 4 = 1 THEN ARRAY[a.mail] END,
       CASE WHEN i % 2 = 0 THEN '4.' || n('v1', i, 0, 31) || '.' || n('v2', i, 0, 9) || '.' || n('v3', i, 100, 249) END,
       CASE WHEN i % 3 = 0 THEN pick('brn', i, 'fix|feat|chore') || '/' || pick('brs', i, 'login-redirect|export-rows|dark-mail|pg16') || '-' || i END,
       n('eh', i, 1, 80) / 2.0,
       CASE WHEN i % 6 = 0 THEN pick('xr', i, 'OPS|BILL|WEB') || '-' || n('xn', i, 100, 4800) END
FROM generate_series(1, 450) AS i, person('en', i + 65000) AS p, person('en', n('ta', i, 60001, 60420)) AS a;

CREATE TABLE app."Device" (
    id text PRIMARY KEY,
    "pushToken" text,
    "deviceName" text,
    "osVersion" text
);
INSERT INTO app."Device"
SELECT 'dv' || hex('dev', i, 23),
       maybe(i, 6, hex('apns', i, 64)),
       CASE i % 3 WHEN 0 THEN p.given || '''s ' || pick('dm', i, 'iPhone|iPad|MacBook Pro') WHEN 1 THEN pick('dm2', i, 'Pixel 8|Galaxy S23|Xperia 5') || ' (' || p.given || ')' ELSE p.family || '-' || pick('dm3', i, 'laptop|phone|desktop') END,
       pick('os', i, '17.4.1|16.7|14|13|12.6.2')
FROM generate_series(1, 240) AS i, person('en', n('dp', i, 60001, 60420)) AS p;

CREATE TABLE app.django_session (
    session_key varchar(40) PRIMARY KEY,
    session_data text NOT NULL,
    expire_date timestamptz NOT NULL
);
INSERT INTO app.django_session
SELECT lower(b32('djs', i, 32)),
       b64url('{"_auth_user_id":"' || i || '","_auth_user_hash":"' || hex('djh', i, 40) || '","email":"' || p.mail || '"}') || ':1r' || b62('djt', i, 4) || ':' || b62('djg', i, 43),
       moment('dje', i)::timestamptz
FROM generate_series(1, 220) AS i, person('en', n('djp', i, 60001, 60420)) AS p;

CREATE TABLE app.django_admin_log (
    id serial PRIMARY KEY,
    object_repr varchar(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL
);
INSERT INTO app.django_admin_log
SELECT i,
       CASE WHEN i % 4 = 0 THEN p.given || ' ' || p.family ELSE p.mail END,
       1 + i % 3,
       CASE WHEN i % 3 = 0 THEN '[{"added": {}}]' ELSE '[{"changed": {"fields": ["' || pick('cmf', i, 'Email address|Is active|Last name|Plan') || '"]}}]' END
FROM generate_series(1, 260) AS i, person('en', n('dlp', i, 60001, 60420)) AS p;

CREATE TABLE app.crm_import_2019 (
    "Rowno" int,
    "Contact" text,
    "E-Mail" text,
    "Direct_Dial" text,
    "Org" text,
    "Position" text,
    "LinkedIn" text,
    "Src" text
);
INSERT INTO app.crm_import_2019
SELECT i,
       CASE WHEN i % 5 = 0 THEN p.family || ', ' || p.given || ' (' || CASE p.sex WHEN 'f' THEN 'Ms' ELSE 'Mr' END || ')' ELSE p.given || ' ' || p.family END,
       CASE WHEN i % 4 <> 0 THEN CASE WHEN i % 3 = 0 THEN upper(p.mail) ELSE p.mail END ELSE '' END,
       CASE WHEN i % 5 < 3 THEN phone('en', i + 66000) ELSE 'n/a' END,
       company('en', i + 66000),
       maybe(i, 3, pick('pos', i, 'CTO|Head of Ops|Project Manager|Founder|Office Manager|VP Engineering')),
       CASE WHEN i % 6 = 0 THEN 'linkedin.example/in/' || p.login END,
       pick('src', i, 'webinar|fair 2018|cold|partner')
FROM generate_series(1, 300) AS i, person('en', i + 66000) AS p;

CREATE TABLE fatturazione.cliente (
    id int PRIMARY KEY,
    ragione_sociale text NOT NULL,
    partita_iva char(11),
    cod_fiscale char(16),
    pec text,
    codice_sdi char(7),
    referente text,
    indirizzo text,
    comune text,
    prov char(2),
    tel text,
    iban_rid text
);
INSERT INTO fatturazione.cliente
SELECT i,
       company('it', i + 61000),
       luhn('0' || digits('piva', i, 9)),
       CASE WHEN i % 3 = 0 THEN codice(p.given, p.family, p.born, p.sex, i + 61000) END,
       plain(p.given) || '.' || plain(p.family) || i || '@pec.example',
       upper(b32('sdi', i, 7)),
       maybe(i, 3, p.given || ' ' || p.family),
       street('it', i + 61000),
       city('it', i + 61000),
       pick('prv', i, 'RM|MI|NA|TO|BO|FI|VR'),
       maybe(i, 4, phone('it', i + 61000)),
       CASE WHEN i % 4 = 0 THEN iban('IT', 'Z99999' || digits('rid', i, 17)) END
FROM generate_series(1, 240) AS i, person('it', i + 61000) AS p;

CREATE TABLE fatturazione.fattura (
    numero text PRIMARY KEY,
    data_emissione date NOT NULL,
    imponibile numeric(10,2) NOT NULL,
    aliquota_iva smallint NOT NULL,
    stato_sdi text,
    causale text,
    hash_xml text,
    nota text
);
INSERT INTO fatturazione.fattura
SELECT 'FT/' || 2021 + i % 4 || '/' || lpad(i::text, 5, '0'),
       day('fte', i, '2021-01-01', '2024-11-15'),
       n('imp', i, 1900, 480000) / 100.0,
       pick('ali', i, '22|22|10|0')::smallint,
       pick('sdis', i, 'RC|NS|MC|NE|DT'),
       'Canone ' || pick('cau', i, 'Team|Business|Enterprise') || ' ' || pick('cam', i, 'gennaio|marzo|giugno|ottobre') || ' ' || 2021 + i % 4,
       encode(sha256(('xml' || i)::bytea), 'base64'),
       CASE WHEN i % 10 = 0 THEN pick('nt', i, 'Sollecito telefonico a |Paga sempre in ritardo, sentire |Storno chiesto da ') || p.given || ' ' || p.family || pick('nt2', i, ' al | - cell. |, ufficio ') || phone('it', p.id) END
FROM generate_series(1, 400) AS i, person('it', n('ftc', i, 61001, 61240)) AS p;

CREATE TABLE helpdesk.zgloszenie (
    nr text PRIMARY KEY,
    temat text,
    tresc text,
    zglaszajacy text,
    tel_kontakt text,
    firma text,
    adres_ip text,
    kanal text,
    ocena smallint,
    opiekun text,
    zrzut text,
    utworzono timestamp
);
INSERT INTO helpdesk.zgloszenie
SELECT 'ZGL-' || 2022 + i % 3 || '-' || lpad(i::text, 5, '0'),
       pick('tem', i, 'Nie działa eksport|Błąd faktury|Prośba o zmianę planu|Zapomniane hasło|Pytanie o API'),
       pick('trp', i, 'Dzień dobry, |Witam, |Szanowni Państwo, ') || pick('trs', i, 'od wczoraj nie mogę otworzyć tablicy.|na fakturze jest zła kwota.|proszę o dodanie dwóch miejsc.') || ' ' || pick('trk', i, 'Pozdrawiam, |Z poważaniem, ') || p.given || ' ' || p.family || CASE WHEN i % 3 = 0 THEN ', tel. ' || phone('pl', p.id) ELSE '' END,
       p.given || ' ' || p.family,
       CASE WHEN i % 3 = 0 THEN phone('pl', p.id) END,
       maybe(i, 4, company('pl', p.id)),
       CASE WHEN i % 2 = 0 THEN host(ip('zgl', i)) END,
       pick('kan', i, 'mail|czat|telefon|formularz'),
       CASE WHEN i % 3 = 1 THEN n('oce', i, 1, 5) END,
       pick('opi', i, 'mzajac|k.gorski|apawlak|p.wrobel|nowaka'),
       CASE WHEN i % 4 = 0 THEN 'zrzuty/' || hex('zrz', i, 16) || '.png' END,
       moment('utw', i)
FROM generate_series(1, 350) AS i, person('pl', n('zgp', i, 62001, 62200)) AS p;

CREATE TABLE helpdesk.pracownik (
    id int PRIMARY KEY,
    imie text,
    nazwisko text,
    pesel char(11),
    login text,
    wewn text
);
INSERT INTO helpdesk.pracownik
SELECT i,
       p.given,
       p.family,
       pesel(p.born, i + 800),
       plain(left(p.given, 1)) || plain(p.family) || i,
       maybe(i, 5, n('wew', i, 100, 389)::text)
FROM generate_series(1, 200) AS i, person('pl', i + 62500) AS p;

DROP SCHEMA draw CASCADE;
