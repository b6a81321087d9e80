-- A university in English with names in camelCase, and its partner school in French with older tables.
\ir ../values.sql
UPDATE draw.words SET
    woman = 'Priya|Zoe|Imogen|Fatima|Niamh|Abigail|Chloe|Sian|Wei Ling|Natasha|Lauren|Beth|Ifeoma|Rosalind',
    man = 'Callum|Arjun|Declan|Harry|Joshua|Kwame|Liam|Rhys|Mohammed|Alasdair|Toby|Ethan|Jean-Luc|Dmitri',
    family = 'Patel|Okafor|Campbell|Khan|Walker|Nguyen|MacDonald|Evans|Begum|Chen|Stewart|Price|Ahmed|Lloyd-Jones|Murphy|Singh|Baker|King|Young|Rose',
    street = '% Granby Row|Flat 4, % Wilmslow Road|% Kings Crescent|% Lower Mount Street|The Old Mill, % Brook Lane|% Clyde Street|% St Giles',
    city = 'Durham|Exeter|Aberdeen|Swansea|Belfast|York|Galway|Norwich|St Andrews|Bath', code = 'XY# #XY'
WHERE lang = 'en';
UPDATE draw.words SET
    woman = 'Léa|Manon|Inès|Clémence|Margaux|Aïcha|Solène|Marie-Laure|Océane|Yasmine|Élise|Capucine',
    man = 'Hugo|Théo|Enzo|Baptiste|Maxime|Karim|Gaël|Loïc|Jean-Baptiste|Romain|Adrien|Youssef',
    family = 'Petit|Roux|Garnier|Bonnet|Morel|Legrand|Guérin|Boyer|Benali|Le Goff|Da Silva|Marchand|Aubert|Renaud|Picard|Lemaître|Carpentier|D''Angelo',
    street = '% bis rue Pasteur|% rue du Général Leclerc|Rés. Les Acacias, bât. C, % av. Jean Jaurès|% quai des Chartrons|% route de Vannes|% pl. de la Mairie',
    city = 'Angers|Dijon|Limoges|Brest|Villeurbanne|Saint-Étienne|Clermont-Ferrand|Amiens|Poitiers'
WHERE lang = 'fr';
CREATE SCHEMA uni;
SET search_path = uni, draw, public;
CREATE TYPE uni."FeeStatus" AS ENUM ('HOME', 'OVERSEAS', 'EXCHANGE');

CREATE TABLE uni."Student" (
    id int PRIMARY KEY,
    "firstName" text NOT NULL,
    "lastName" text NOT NULL,
    "preferredName" text,
    "dateOfBirth" date,
    "legalSex" text,
    nationality char(2),
    "passportNo" text,
    "niNumber" text,
    "personalEmail" text,
    "uniEmail" text UNIQUE NOT NULL,
    mobile text,
    "termAddress" text,
    "homePostcode" text,
    "homeTown" text,
    "studentNo" text UNIQUE NOT NULL,
    "photoUrl" text,
    "profileSlug" text,
    disability text,
    ethnicity text,
    "feeStatus" uni."FeeStatus" NOT NULL,
    "nextOfKin" jsonb,
    "createdAt" timestamptz NOT NULL DEFAULT now()
);
INSERT INTO uni."Student"
SELECT i,
       p.given,
       p.family,
       CASE WHEN i % 6 = 0 THEN left(p.given, 3) || 'y' END,
       maybe(i, 20, day('dob', i, '1993-01-01', '2006-06-30')),
       pick('sx' || p.sex, i, CASE p.sex WHEN 'f' THEN 'F|F|Female|X' ELSE 'M|M|Male' END),
       pick('nat', i, 'GB|GB|GB|IE|IN|NG|CN|FR|US'),
       CASE WHEN i % 3 = 0 THEN digits('pass', i, 9) WHEN i % 10 = 1 THEN form('pass', i, 'X########') END,
       CASE WHEN i % 2 = 0 THEN pick('nip', i, 'JK|NP|SR|WE|LH|AB') || form('ni', i, pick('nif', i, '######|  ## ## ## ')) || pick('nis', i, 'A|B|C|D') END,
       maybe(i, 4, p.mail),
       left(plain(p.given), 1) || left(plain(p.family), 5) || i || '@students.example.edu',
       maybe(i, 5, pick('mob', i, '07700 900|+44 7700 900|0044 7700 900') || digits('mob', i, 3)),
       street('en', i) || ', ' || city('en', i),
       maybe(i, 9, code('en', i)),
       city('en', i + 70),
       pick('sny', i, '19|20|21|22|23') || digits('sno', i, 4) || lpad(i::text, 3, '0'),
       maybe(i, 3, 'https://cdn.example.edu/people/' || plain(p.given) || '-' || plain(p.family) || '-' || i || '.jpg'),
       maybe(i, 2, lower(plain(p.given) || '-' || plain(p.family)) || '-' || i),
       CASE WHEN i % 8 = 0 THEN pick('dis', i, 'dyslexia|hearing impairment|ADHD|wheelchair user') END,
       pick('eth', i, 'White British|Black African|Indian|Chinese|Mixed|Prefer not to say'),
       pick('fs', i, 'HOME|OVERSEAS|EXCHANGE')::uni."FeeStatus",
       maybe(i, 3, jsonb_build_object('name', (person('en', i + 1000)).given || ' ' || p.family, 'relation', pick('rel', i, 'mother|father|partner'), 'phone', phone('en', i + 1000))),
       moment('sc', i)::timestamptz
FROM generate_series(1, 200) AS i, person('en', i) AS p;

CREATE TABLE uni."Course" (
    code text PRIMARY KEY,
    title text NOT NULL,
    "urlSlug" text UNIQUE NOT NULL,
    credits smallint NOT NULL,
    level smallint NOT NULL,
    capacity int,
    syllabus text,
    "searchVec" tsvector,
    "coverImage" text
);
INSERT INTO uni."Course"
SELECT pick('cc', i, 'HIST|PHYS|COMP|LAW|ENGL') || 1000 + i,
       pick('ct', i, 'Jane Austen and Her World|The Age of Napoleon|Databases II|Contract Law|Newton to Einstein|Keynes: Theory and Policy') || ' ' || pick('cu', i, 'A|B|(Honours)|Seminar'),
       pick('ct', i, 'jane-austen-and-her-world|age-of-napoleon|databases-ii|contract-law|newton-to-einstein|keynes') || '-' || i,
       pick('cr', i, '10|20|40')::smallint,
       pick('lv', i, '4|5|6|7')::smallint,
       n('cap', i, 12, 300),
       'Weekly lectures and ' || pick('sy', i, 'tutorials|labs|moots') || E'.\nAssessment: ' || n('ex', i, 30, 80) || '% examination, remainder coursework.',
       to_tsvector('simple', pick('ct', i, 'jane austen world|age napoleon|databases|contract law|newton einstein|keynes theory')),
       '/img/courses/' || 1000 + i || '.webp'
FROM generate_series(1, 80) AS i;

CREATE TABLE uni."Room" (
    "roomCode" text PRIMARY KEY,
    name text NOT NULL,
    building text NOT NULL,
    seats smallint,
    "projectorMac" macaddr,
    "panelIp" inet,
    "keypadCode" text,
    floor smallint NOT NULL
);
INSERT INTO uni."Room"
SELECT pick('rb', i, 'A|B|LT|SC') || i % 5 || '.' || lpad(i::text, 2, '0'),
       pick('rn', i, 'Ada Lovelace Lab|Turing Lecture Theatre|Nelson Mandela Hall|Seminar Room|Rosalind Franklin Suite') || ' ' || i,
       pick('bu', i, 'Wilson Building|Science Centre|Old Library|Kilburn House'),
       n('se', i, 8, 420),
       maybe(i, 4, ('00:0b:78' || regexp_replace(hex('prj', i, 6), '(..)', ':\1', 'g'))::macaddr),
       maybe(i, 3, ('10.4.' || i % 4 || '.' || i)::inet),
       maybe(i, 5, 'C' || digits('kp', i, 4) || pick('kpx', i, 'X|Y|Z')),
       i % 5
FROM generate_series(1, 70) AS i;

CREATE TABLE uni."Enrolment" (
    id bigint PRIMARY KEY,
    "studentId" int NOT NULL REFERENCES uni."Student",
    "courseCode" text NOT NULL REFERENCES uni."Course",
    term text NOT NULL,
    mark numeric(4,1),
    "mitigatingCircs" text,
    "attendancePct" smallint,
    status text NOT NULL,
    UNIQUE ("studentId", "courseCode", term)
);
INSERT INTO uni."Enrolment"
SELECT i,
       i,
       (SELECT code FROM uni."Course" ORDER BY code COLLATE "C" OFFSET n('ec', i, 0, 79) LIMIT 1),
       pick('te', i, '2022/23 S1|2022/23 S2|2023/24 S1'),
       maybe(i, 7, n('mk', i, 280, 910) / 10.0),
       CASE WHEN i % 7 = 0 THEN pick('mc', i, 'Bereavement: grandmother died in March, see mail from |In hospital with appendicitis; confirmed by Dr |Panic attacks before exams, tutor is ') || (person('en', i + 3000)).family END,
       n('at', i, 20, 100),
       pick('es', i, 'active|withdrawn|completed')
FROM generate_series(1, 200) AS i;

CREATE TABLE uni."Staff" (
    id int PRIMARY KEY,
    "displayName" text NOT NULL,
    honorific text,
    position text NOT NULL,
    "officeExt" text,
    email text UNIQUE NOT NULL,
    orcid text,
    "homePage" text,
    "cardUid" text,
    "unionMember" boolean,
    salary numeric(9,2),
    "sortCode" char(8),
    "accountNumber" char(8),
    room text REFERENCES uni."Room"
);
INSERT INTO uni."Staff"
SELECT i,
       CASE WHEN i % 5 = 0 THEN p.family || ', ' || p.given ELSE p.given || ' ' || p.family END,
       pick('hon', i, 'Dr|Prof|Mr|Ms|Mx|'),
       pick('pos', i, 'Lecturer|Reader in Medieval History|Senior Technician|Research Fellow|Registry Officer|Dean'),
       maybe(i, 6, 'x' || n('ext', i, 51000, 58999)),
       plain(p.given) || '.' || plain(p.family) || CASE WHEN i % 4 = 0 THEN '.' ELSE '' END || i || '@staff.example.edu',
       CASE WHEN i % 3 > 0 THEN regexp_replace(o.b || CASE (12 - o.t % 11) % 11 WHEN 10 THEN 'X' ELSE ((12 - o.t % 11) % 11)::text END, '(....)(....)(....)(....)', '\1-\2-\3-\4') END,
       CASE WHEN i % 2 = 0 THEN 'https://people.example.edu/~' || left(plain(p.given), 1) || plain(p.family) || '/' END,
       upper(hex('uid', i, 14)),
       i % 3 = 0,
       n('sal', i, 24000, 118000),
       form('sc', i, '##-##-##'),
       digits('acn', i, 8),
       (SELECT "roomCode" FROM uni."Room" ORDER BY "roomCode" COLLATE "C" OFFSET n('sr', i, 0, 69) LIMIT 1)
FROM generate_series(1, 90) AS i, person('en', i + 5000) AS p,
     LATERAL (SELECT b, (SELECT sum(substr(b, k, 1)::int * (2 ^ (16 - k))::int)::int FROM generate_series(1, 15) AS k) AS t
              FROM (SELECT '0000000' || digits('orc', i, 8) AS b) AS x) AS o;

CREATE TABLE uni."Counselling" (
    id int PRIMARY KEY,
    "studentId" int NOT NULL REFERENCES uni."Student",
    notes text NOT NULL,
    "riskLevel" text,
    "phq9" smallint,
    "seenBy" text NOT NULL,
    "seenAt" timestamp NOT NULL
);
INSERT INTO uni."Counselling"
SELECT i,
       p.id,
       p.given || pick('cn', i, ' reports low mood since moving in with |  missed two sessions; flatmate | came with partner ') || (person('en', i + 7000)).given || ', ' || city('en', i) || '. ' || pick('cm', i, 'Review in two weeks.|Referred to GP.|No immediate risk.'),
       pick('rl', i, 'low|medium|high'),
       n('phq', i, 0, 27),
       (person('en', n('sb', i, 5001, 5090))).family,
       moment('sa', i)
FROM generate_series(1, 70) AS i, person('en', n('cs', i, 1, 200)) AS p;

CREATE TABLE uni."LoginEvent" (
    id bigint PRIMARY KEY,
    "userName" text NOT NULL,
    "remoteAddr" text,
    "userAgent" text,
    "wifiMac" text,
    "sessionKey" text,
    outcome text NOT NULL,
    "occurredAt" timestamp NOT NULL
);
INSERT INTO uni."LoginEvent"
SELECT i,
       p.login,
       CASE WHEN i % 7 = 0 THEN '2001:db8:' || hex('v6', i, 4) || '::' || hex('v6b', i, 4) ELSE host(ip('lip', i)) END,
       browser(i + 200),
       maybe(i, 3, upper(replace(regexp_replace(hex('wm', i, 12), '(..)(?=.)', '\1-', 'g'), 'f', 'e'))),
       maybe(i, 4, b62('sk', i, 32)),
       pick('out', i, 'ok|ok|bad_password|mfa_timeout'),
       moment('le', i)
FROM generate_series(1, 180) AS i, person('en', n('lu', i, 1, 200)) AS p;

CREATE TABLE uni."ApiClient" (
    id int PRIMARY KEY,
    label text NOT NULL,
    "ownerEmail" text NOT NULL,
    "publicId" text NOT NULL,
    "clientSecret" text NOT NULL,
    "tokenDigest" text,
    scopes text[] NOT NULL,
    "callbackUrl" text,
    "rateLimit" int NOT NULL
);
INSERT INTO uni."ApiClient"
SELECT i,
       pick('al', i, 'Timetable widget|Library kiosk|Moodle sync|Lab bookings') || ' ' || i,
       p.mail,
       'app_' || hex('pub', i, 12),
       key_of(pick('cs', i, 'github|slack|aws|uni client'), i + 30),
       maybe(i, 3, hex('td', i, 64)),
       ARRAY['read:' || pick('s1', i, 'rooms|marks|people'), 'write:' || pick('s2', i, 'rooms|loans')],
       'https://' || pick('cb', i, 'widget|kiosk|moodle|labs') || '.example.edu/oauth/cb',
       pick('rl', i, '60|600|5000')::int
FROM generate_series(1, 60) AS i, person('en', n('ao', i, 5001, 5090)) AS p;

CREATE TABLE uni."AuditTrail" (
    id bigint PRIMARY KEY,
    entity text NOT NULL,
    "entityId" text NOT NULL,
    before text,
    diff jsonb,
    "actorId" int,
    "requestId" uuid NOT NULL,
    "loggedAt" timestamp NOT NULL
);
INSERT INTO uni."AuditTrail"
SELECT i,
       'Student',
       p.id::text,
       row_to_json(s)::text,
       jsonb_build_object('mobile', jsonb_build_array(phone('en', p.id), phone('en', p.id + 9000)), 'lastName', jsonb_build_array(p.family, (person('en', i + 9000)).family)),
       n('aa', i, 1, 90),
       md5('rq' || i)::uuid,
       moment('at', i)
FROM generate_series(1, 110) AS i, person('en', n('as', i, 1, 200)) AS p,
     LATERAL (SELECT p.id, p.given AS "firstName", p.family AS "lastName", day('dob', p.id, '1993-01-01', '2006-06-30') AS "dateOfBirth") AS s;

CREATE TABLE uni."SurveyAnswer" (
    id int PRIMARY KEY,
    age smallint,
    "genderIdentity" text,
    "countryOfBirth" text,
    q1 smallint NOT NULL,
    q2 smallint,
    "anythingElse" text,
    "respondentHash" char(40)
);
INSERT INTO uni."SurveyAnswer"
SELECT i,
       n('age', i, 17, 64),
       pick('gi', i, 'woman|man|non-binary|prefer not to say'),
       pick('cb', i, 'United Kingdom|Ireland|India|Nigeria|France|China'),
       n('q1', i, 1, 5),
       maybe(i, 9, n('q2', i, 1, 5)),
       CASE WHEN i % 4 = 0 THEN pick('an', i, 'More plug sockets please.|My tutor was brilliant, thank you |Feedback from the course leader came late: ') || CASE WHEN i % 8 = 0 THEN (person('en', i + 5000)).given || ' ' || (person('en', i + 5000)).family ELSE '' END END,
       encode(sha256((person('en', i)).mail::bytea), 'hex')::char(40)
FROM generate_series(1, 120) AS i;

-- The partner school ------------------------------------------------------------------------------
CREATE TABLE uni.inscrit (
    ine char(11) PRIMARY KEY,
    nom_usage text NOT NULL,
    nom_naiss text,
    prenoms text NOT NULL,
    dat_naiss date,
    lieu_naiss text,
    num_ss text,
    adr1 text,
    adr2 text,
    cp char(5),
    commune text,
    pays text,
    tel_port text,
    courriel text,
    boursier char(1),
    rqth boolean,
    serie_bac text,
    rib text,
    prof_pere text,
    md5_mail char(32),
    comm text,
    d_maj timestamp NOT NULL
);
INSERT INTO uni.inscrit
SELECT lpad(i::text, 3, '0') || digits('ine', i, 6) || form('ine', i, 'XY'),
       CASE WHEN i % 4 = 0 THEN upper(p.family) ELSE p.family END,
       CASE WHEN i % 7 = 0 THEN (person('fr', i + 2000)).family END,
       p.given || CASE WHEN i % 3 = 0 THEN ', ' || (person('fr', i + 2500)).given ELSE '' END,
       b.born,
       upper(plain(city('fr', i + 40))),
       maybe(i, 5, CASE WHEN i % 2 = 0 THEN nir(b.born, p.sex, i) ELSE regexp_replace(nir(b.born, p.sex, i), '(.)(..)(..)(..)(...)(...)(..)', '\1 \2 \3 \4 \5 \6 \7') END),
       street('fr', i),
       CASE WHEN i % 6 = 0 THEN 'Apt. ' || i || pick('ad', i, '|, 3e étage|, chez ' || (person('fr', i + 2600)).family) END,
       code('fr', i),
       city('fr', i),
       pick('pay', i, 'FRANCE|FRANCE|MAROC|BELGIQUE|SENEGAL'),
       maybe(i, 4, phone('fr', i)),
       maybe(i, 6, p.mail),
       pick('bo', i, 'O|N'),
       i % 17 = 0,
       pick('ba', i, 'S|ES|L|STMG|Générale'),
       maybe(i, 3, iban('FR', '99999' || digits('gui', i, 5) || digits('rib', i, 11) || '17')),
       pick('pp', i, 'ouvrier|cadre|agriculteur|retraité|sans emploi'),
       maybe(i, 6, md5(p.mail)),
       CASE WHEN i % 6 = 1 THEN pick('cf', i, 'Dossier à compléter, appeler |Absence justifiée par |Réside chez ') || (person('fr', i + 2600)).given || ' ' || p.family || ' (' || phone('fr', i + 2600) || ')' END,
       moment('dm', i)
FROM generate_series(1, 160) AS i, person('fr', i) AS p, day('naiss', i, '1990-01-01', '2005-12-31') AS b(born);

CREATE TABLE uni.stage (
    id int PRIMARY KEY,
    ine char(11) REFERENCES uni.inscrit,
    organisme text NOT NULL,
    siret char(14),
    tuteur text,
    tel_tuteur text,
    sujet text,
    gratif numeric(7,2),
    convention text,
    debut date NOT NULL
);
INSERT INTO uni.stage
SELECT i,
       (SELECT ine FROM uni.inscrit ORDER BY ine COLLATE "C" OFFSET n('si', i, 0, 159) LIMIT 1),
       company('fr', i),
       luhn(luhn('9' || digits('siren', i, 7)) || '0001'),
       CASE WHEN i % 5 > 0 THEN pick('civ', i, 'M. |Mme |') || t.given || ' ' || t.family END,
       maybe(i, 4, phone('fr', i + 4000)),
       pick('su', i, 'Optimisation d''un entrepôt de données|Étude de marché pour la gamme Louise|Mise en place d''un portail RH|Audit énergétique du site de Lyon'),
       n('gr', i, 57750, 140000) / 100.0,
       'conv_' || plain(t.family) || '_' || 2020 + i % 4 || '.odt',
       day('sd', i, '2020-03-01', '2024-05-01')
FROM generate_series(1, 90) AS i, person('fr', i + 4000) AS t;

CREATE TABLE uni.pret_bib (
    no_pret bigint PRIMARY KEY,
    cb_ouvrage char(14) NOT NULL,
    titre text NOT NULL,
    auteur text,
    isbn text,
    cote text,
    n_lecteur text NOT NULL,
    z1 text,
    z2 text,
    retour_prevu date,
    nb_relances smallint NOT NULL
);
INSERT INTO uni.pret_bib
SELECT i,
       digits('cb', i, 14),
       pick('ti', i, 'Madame Bovary|Les Misérables|Analyse numérique|Le Rouge et le Noir|Thérèse Raquin|Droit civil, t. 2'),
       pick('ti', i, 'Flaubert, Gustave|Hugo, Victor|Collectif|Stendhal|Zola, Émile|Collectif'),
       '978-2-' || form('is', i, '##-######-#'),
       pick('co', i, '843.8|515|347') || ' ' || form('co', i, 'XYX'),
       'L' || digits('nl', i, 8),
       p.family || ' ' || p.given,
       maybe(i, 4, phone('fr', p.id)),
       day('rp', i, '2023-01-01', '2024-07-01'),
       i % 4
FROM generate_series(1, 150) AS i, person('fr', n('pb', i, 1, 160)) AS p;

DROP SCHEMA draw CASCADE;
