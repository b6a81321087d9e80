-- A forum in English that grew by Dutch and Portuguese communities: camelCase names, profiles, bans.
\ir ../values.sql
CREATE SCHEMA forum;
SET search_path = forum, draw, public;
CREATE TABLE forum.users (
    id int PRIMARY KEY,
    login text NOT NULL UNIQUE,
    "displayName" text,
    "emailAddress" text NOT NULL UNIQUE,
    "emailSha1" text,
    gravatar text,
    "pwHash" text NOT NULL,
    "totpSecret" text,
    "resetToken" text,
    "githubToken" text,
    "birthYear" smallint,
    location text,
    "profileUrl" text,
    twitter text,
    signature text,
    bio text,
    karma int NOT NULL,
    "isModerator" boolean NOT NULL,
    "nameColor" char(7),
    "createdAt" timestamptz NOT NULL,
    "lastSeenAt" timestamptz,
    "lastIp" inet,
    settings jsonb
);
INSERT INTO forum.users (id, login, "displayName", "emailAddress", "emailSha1", gravatar, "pwHash", "totpSecret", "resetToken", "githubToken", "birthYear", location, "profileUrl", twitter, signature, bio, karma, "isModerator", "nameColor", "createdAt", "lastSeenAt", "lastIp", settings)
SELECT i,
       p.login || i,
       CASE WHEN i % 3 = 0 THEN p.login ELSE p.given || ' ' || p.family END,
       p.mail,
       hex(p.mail, 1, 40),
       'https://www.gravatar.example/avatar/' || md5(lower(p.mail)) || '?s=80',
       key_of('argon2', i + 50),
       CASE WHEN i % 4 = 0 THEN key_of('totp', i + 50) END,
       CASE WHEN i % 9 = 0 THEN b62('reset', i, 43) END,
       CASE WHEN i % 10 = 0 THEN key_of('github', i) END,
       extract(year FROM p.born),
       maybe(i, 3, city('en', i) || ', ' || area('en', i)),
       'https://forum.example/u/' || p.login || i,
       maybe(i, 2, '@' || p.login),
       CASE WHEN i % 5 = 0 THEN 'Cheers, ' || p.given || ' -- ' || pick('sig', i, 'carpe diem|sent from my shed|ask me about bees') END,
       CASE WHEN i % 4 = 0 THEN 'I am ' || p.given || ' from ' || city('en', i) || ', ' || pick('bio', i, 'beekeeper|cyclist|amateur baker') || ' since ' || n('since', i, 1980, 2015) || '. Mail me: ' || p.mail END,
       n('karma', i, -20, 9000),
       i % 40 = 0,
       '#' || hex('nc', i, 6),
       moment('fcr', i)::timestamptz,
       moment('fls', i)::timestamptz,
       ip('fip', i),
       jsonb_build_object('theme', pick('fth', i, 'dark|light'), 'perPage', n('pp', i, 10, 50), 'digest', i % 2 = 0)
FROM generate_series(1, 200) AS i, person('en', i + 4000) AS p;

CREATE TABLE forum.topics (
    id int PRIMARY KEY,
    "authorId" int REFERENCES forum.users,
    title text NOT NULL,
    slug text NOT NULL UNIQUE,
    category text,
    views int,
    locked boolean,
    "createdAt" timestamptz
);
INSERT INTO forum.topics (id, "authorId", title, slug, category, views, locked, "createdAt")
SELECT i,
       n('ta', i, 1, 200),
       pick('tt', i, 'How do I|Best way to|Why can I not') || ' ' || pick('tt2', i, 'bake rye bread|fix a flat tyre|keep bees in winter') || '?',
       replace(pick('tt2', i, 'bake rye bread|fix a flat tyre|keep bees in winter'), ' ', '-') || '-' || i,
       pick('cat', i, 'baking|cycling|bees'),
       n('views', i, 0, 100000),
       i % 15 = 0,
       moment('tcr', i)::timestamptz
FROM generate_series(1, 120) AS i;

CREATE TABLE forum.posts (
    id bigint PRIMARY KEY,
    "topicId" int NOT NULL REFERENCES forum.topics,
    "authorId" int NOT NULL REFERENCES forum.users,
    "authorName" text,
    body text NOT NULL,
    body_html text,
    fts tsvector,
    "postIp" text,
    score smallint,
    "editReason" text
);
CREATE TRIGGER posts_fts BEFORE INSERT OR UPDATE ON forum.posts FOR EACH ROW
    EXECUTE FUNCTION tsvector_update_trigger(fts, 'pg_catalog.english', body);
INSERT INTO forum.posts (id, "topicId", "authorId", "authorName", body, body_html, "postIp", score, "editReason")
SELECT i,
       n('pt', i, 1, 120),
       p.id - 4000,
       p.login || p.id - 4000,
       CASE WHEN i % 6 = 0 THEN 'As @' || p.login || ' said: ' ELSE '' END || pick('pb', i, 'You need more water in the dough.|Take the wheel off first and check the rim.|Wrap the hives before the first frost.') || CASE WHEN i % 9 = 0 THEN ' Write me at ' || p.mail ELSE '' END,
       '<p>' || pick('pb', i, 'You need more water in the dough.|Take the wheel off first.|Wrap the hives.') || CASE WHEN i % 9 = 0 THEN ' <a href="mailto:' || p.mail || '">mail</a>' ELSE '' END || '</p>',
       host(ip('pip', i)),
       n('ps', i, -5, 60),
       CASE WHEN i % 8 = 0 THEN pick('er', i, 'typo|formatting|added link') END
FROM generate_series(1, 300) AS i, person('en', n('po', i, 4001, 4200)) AS p;

CREATE TABLE forum.private_messages (
    id bigint PRIMARY KEY,
    "from" int REFERENCES forum.users,
    "to" int REFERENCES forum.users,
    subject text,
    message text,
    read_at timestamptz
);
INSERT INTO forum.private_messages (id, "from", "to", subject, message, read_at)
SELECT i,
       p.id - 4000,
       n('pto', i, 1, 200),
       pick('ps', i, 'Re: bread|Meeting up|Your offer'),
       'Hi ' || p.given || ', ' || pick('pmm', i, 'shall we meet on Sunday?|is the bike still for sale?|can you send the recipe?') || ' My number is ' || phone('en', i),
       maybe(i, 4, moment('ra', i)::timestamptz)
FROM generate_series(1, 120) AS i, person('en', n('pm', i, 4001, 4200)) AS p;

CREATE TABLE forum.uploads (
    id int PRIMARY KEY,
    "ownerId" int REFERENCES forum.users,
    "fileName" text,
    "mimeType" text,
    sha256 char(64),
    content bytea,
    exif jsonb
);
INSERT INTO forum.uploads (id, "ownerId", "fileName", "mimeType", sha256, content, exif)
SELECT i,
       p.id - 4000,
       pick('upn', i, 'CV_|passport_|invoice_') || plain(p.given) || '_' || plain(p.family) || pick('upe', i, '.pdf|.docx|.png'),
       pick('mt', i, 'application/pdf|image/png'),
       hex('upload', i, 64),
       bytes('255044462d312e370a', 'upl', i),
       jsonb_build_object('Make', 'Fairphone', 'GPSLatitude', 40 + n('gl', i, 0, 99999) / 10000.0, 'GPSLongitude', -70 - n('go', i, 0, 99999) / 10000.0, 'Artist', p.given || ' ' || p.family)
FROM generate_series(1, 100) AS i, person('en', n('up', i, 4001, 4200)) AS p;

CREATE TABLE forum.leden (
    lidnr int PRIMARY KEY,
    voornaam text NOT NULL,
    tussenvoegsel text,
    achternaam text NOT NULL,
    geboortedatum date,
    geslacht char(1),
    straat text,
    postcode text,
    woonplaats text,
    telefoonnummer text,
    mailadres text,
    bsn char(9),
    rekeningnr text,
    lidmaatschap text,
    opmerkingen text
);
INSERT INTO forum.leden (lidnr, voornaam, tussenvoegsel, achternaam, geboortedatum, geslacht, straat, postcode, woonplaats, telefoonnummer, mailadres, bsn, rekeningnr, lidmaatschap, opmerkingen)
SELECT i,
       p.given,
       nullif(regexp_replace(p.family, '[^ ]+$', ''), ''),
       regexp_replace(p.family, '^.* ', ''),
       p.born,
       CASE p.sex WHEN 'f' THEN 'v' ELSE 'm' END,
       street('nl', i),
       code('nl', i),
       city('nl', i),
       phone('nl', i),
       p.mail,
       bsn(i),
       iban('NL', 'TEST' || digits('nlr', i, 10)),
       pick('lid', i, 'gewoon|jeugd|ere'),
       CASE WHEN i % 3 = 0 THEN p.given || ' ' || p.family || pick('opm', i, ' wil geen post meer ontvangen.| belt terug via ') || phone('nl', i) END
FROM generate_series(1, 80) AS i, person('nl', i) AS p;

CREATE TABLE forum.usuarios (
    id_usuario int PRIMARY KEY,
    nome_completo text NOT NULL,
    apelido text,
    cpf char(14) UNIQUE,
    dt_nascimento date,
    celular text,
    endereco text,
    cep text,
    cidade text,
    senha text,
    chave_api text,
    raca text,
    partido text
);
INSERT INTO forum.usuarios (id_usuario, nome_completo, apelido, cpf, dt_nascimento, celular, endereco, cep, cidade, senha, chave_api, raca, partido)
SELECT i,
       p.given || ' ' || p.family,
       p.login,
       cpf(i, true),
       p.born,
       phone('pt', i),
       street('pt', i),
       code('pt', i),
       city('pt', i),
       key_of('bcrypt', i + 700),
       hex('chave', i, 32),
       pick('raca', i, 'branca|parda|preta|amarela'),
       CASE WHEN i % 3 = 0 THEN pick('par', i, 'Partido Azul|Partido Verde') END
FROM generate_series(1, 80) AS i, person('pt', i) AS p;

CREATE TABLE forum.mod_log (
    id int PRIMARY KEY,
    action text,
    target_snapshot json,
    reason text,
    memory_address text,
    "moderatorName" text
);
INSERT INTO forum.mod_log (id, action, target_snapshot, reason, memory_address, "moderatorName")
SELECT i,
       pick('mla', i, 'ban|mute|unban'),
       json_build_object('login', p.login, 'emailAddress', p.mail, 'lastIp', host(ip('fip', p.id))),
       'Spam by ' || p.login || ' (' || p.mail || '), ' || pick('mlr', i, 'third time|first time'),
       '0x7ff' || hex('mem', i, 9),
       (person('en', n('mod', i, 4001, 4005))).login
FROM generate_series(1, 90) AS i, person('en', n('ml', i, 4001, 4200)) AS p;

DROP SCHEMA draw CASCADE;
