-- What a database needs before nasty.sql, and what the database restored into needs likewise: an
-- extension with configuration tables. No extension of PostgreSQL's own has any, and files outside
-- the tests' folder are not ours to add, so hstore gets them by hand; CREATE EXTENSION IF NOT EXISTS
-- in the archive then finds it.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION hstore SCHEMA public;
CREATE SCHEMA hstore_kit;
ALTER EXTENSION hstore ADD SCHEMA hstore_kit;
CREATE SEQUENCE hstore_kit.settings_id;
CREATE TABLE hstore_kit.settings (
    id int PRIMARY KEY DEFAULT nextval('hstore_kit.settings_id'),
    name text NOT NULL,
    builtin boolean NOT NULL
);
CREATE TABLE hstore_kit.notes (note text);
ALTER EXTENSION hstore ADD TABLE hstore_kit.settings;
ALTER EXTENSION hstore ADD TABLE hstore_kit.notes;
ALTER EXTENSION hstore ADD SEQUENCE hstore_kit.settings_id;
UPDATE pg_extension
SET extconfig = ARRAY['hstore_kit.settings'::regclass::oid, 'hstore_kit.notes'::regclass::oid, 'hstore_kit.settings_id'::regclass::oid],
    extcondition = ARRAY['WHERE NOT builtin', '', '']
WHERE extname = 'hstore';
INSERT INTO hstore_kit.settings VALUES (1, 'shipped with the extension', true), (2, 'so is this one', true);
