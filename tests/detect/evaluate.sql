-- Labels and proposals side by side, and what follows from them. tests/detect/README.md says in words
-- what is computed here.

-- Kinds, and the class of a label that names none. Where it depends on the column, each label says it.
CREATE TABLE kind (kind text PRIMARY KEY, class text, may_be_direct boolean NOT NULL);
INSERT INTO kind SELECT k, 'direct', true FROM unnest('{given_name,family_name,full_name,email,phone,username,street,birth_date,
    national_id,passport,license_plate,card,iban,account_number,ip,mac,device_id,email_hash,free_text,audit_image}'::text[]) AS k;
INSERT INTO kind SELECT k, NULL, true FROM unnest('{url,file_name,slug,geo,structure,binary,tsvector}'::text[]) AS k;
INSERT INTO kind SELECT k, 'secret', false FROM unnest('{secret,card_code}'::text[]) AS k;
INSERT INTO kind SELECT k, 'quasi', false FROM unnest('{postal_code,city,region,country,company,job_title,tax_id,age,gender,
    user_agent,timestamp,sensitive}'::text[]) AS k;
INSERT INTO kind SELECT k, 'none', false FROM unnest('{bic,person_key,none}'::text[]) AS k;

CREATE TABLE label_line (part text NOT NULL, trade text NOT NULL, name text, kinds text, class text, PRIMARY KEY (trade, name));
CREATE TABLE proposal_file (trade text PRIMARY KEY, content json NOT NULL);

CREATE VIEW label AS
    SELECT part, trade, name, string_to_array(kinds, '|') AS kinds, split_part(kinds, '|', 1) AS kind,
           COALESCE(NULLIF(l.class, ''), k.class) AS class
    FROM label_line AS l LEFT JOIN kind AS k ON k.kind = split_part(kinds, '|', 1);

CREATE VIEW proposal AS
    SELECT trade, replace((p ->> 'table') || '.' || (p ->> 'column'), '"', '') AS name, p ->> 'kind' AS kind, p ->> 'mask' AS mask,
           COALESCE((p ->> 'review')::boolean, false) AS review, p ->> 'certainty' AS certainty, p ->> 'reason' AS reason
    FROM proposal_file, json_array_elements(content) AS p;

CREATE VIEW verdict AS
    SELECT l.*, p.kind AS said, p.mask, p.review, p.certainty, p.reason,
           p.mask IS NULL OR p.mask = 'keep' AS kept,
           COALESCE(p.kind = ANY (l.kinds), false) AS kind_right,
           COALESCE(p.kind = ANY (l.kinds), false) AND NOT (l.class IN ('direct', 'secret') AND (p.mask IS NULL OR p.mask = 'keep')) AS found,
           p.mask <> 'keep' AND NOT p.review AS reported
    FROM label AS l LEFT JOIN proposal AS p USING (trade, name);

-- Reports of kinds that may be direct. One that the label accepts for a column that identifies nobody
-- (the picture of a product is a `url`) is neither right nor wrong.
CREATE VIEW direct_report AS
    SELECT v.*, v.class = 'direct' AS is_right
    FROM verdict AS v JOIN kind AS k ON k.kind = v.said
    WHERE reported AND may_be_direct AND (v.class = 'direct' OR NOT kind_right);

CREATE VIEW total AS
    SELECT part,
           count(*) FILTER (WHERE class = 'direct') AS direct,
           count(*) FILTER (WHERE class = 'direct' AND found) AS direct_found,
           count(*) FILTER (WHERE class = 'direct' AND kept) AS direct_kept,
           (SELECT count(*) FROM direct_report AS d WHERE d.part = v.part) AS direct_reported,
           (SELECT count(*) FROM direct_report AS d WHERE d.part = v.part AND is_right) AS direct_right,
           count(*) FILTER (WHERE class = 'secret') AS secret,
           count(*) FILTER (WHERE class = 'secret' AND found) AS secret_found,
           count(*) FILTER (WHERE class = 'secret' AND kept) AS secret_kept,
           count(*) FILTER (WHERE class = 'none') AS none,
           count(*) FILTER (WHERE class = 'none' AND kept) AS none_kept,
           count(*) FILTER (WHERE review) AS review,
           count(*) AS columns
    FROM verdict AS v GROUP BY part;

CREATE VIEW by_kind AS
    SELECT part, kind, columns, found, reported, right_reports
    FROM (SELECT part, kind, count(*) AS columns, count(*) FILTER (WHERE found) AS found FROM verdict GROUP BY part, kind) AS l
         FULL JOIN (SELECT part, said AS kind, count(*) AS reported, count(*) FILTER (WHERE kind_right) AS right_reports
                    FROM verdict WHERE said IS NOT NULL AND (NOT review OR said = 'none') GROUP BY part, said) AS r USING (part, kind);
