-- Invented values for the schemas of the labelled test set: everything is drawn from a hash of a seed
-- and a row number, so that every load and every server has the same rows. It lives in a schema of its
-- own, which each trade drops when it is filled.
--
-- Nobody here exists: names are drawn from short lists, numbers from hashes, and every key or token is
-- a hash behind a vendor's prefix that is put together here, so that it opens nothing.
CREATE SCHEMA draw;
SET search_path = draw, pg_catalog;
SET jit = off;

CREATE FUNCTION h(seed text, i int) RETURNS bigint IMMUTABLE LANGUAGE sql AS
    $$ SELECT ('x' || left(md5(seed || ':' || i), 14))::bit(56)::bigint $$;
CREATE FUNCTION n(seed text, i int, low int, high int) RETURNS int IMMUTABLE LANGUAGE sql AS
    $$ SELECT low + (draw.h(seed, i) % (high - low + 1))::int $$;
CREATE FUNCTION pick(seed text, i int, list text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT w[1 + draw.h(seed, i) % cardinality(w)] FROM string_to_array(list, '|') AS w $$;
CREATE FUNCTION maybe(i int, every int, value anyelement) RETURNS anyelement IMMUTABLE LANGUAGE sql AS
    $$ SELECT CASE WHEN i % every <> 0 THEN value END $$;
CREATE FUNCTION hex(seed text, i int, length int) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT left(encode(sha512((seed || ':' || i)::bytea), 'hex'), length) $$;
CREATE FUNCTION digits(seed text, i int, length int) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT translate(draw.hex(seed, i, length), 'abcdef', '204968') $$;
CREATE FUNCTION b62(seed text, i int, length int) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT left(translate(encode(sha512((seed || ':' || i)::bytea), 'base64'), E'+/=\n', 'aZ'), length) $$;
CREATE FUNCTION b32(seed text, i int, length int) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT left(translate(upper(draw.b62(seed, i, 64)), '0189', 'QRST'), length) $$;
CREATE FUNCTION day(seed text, i int, first date, last date) RETURNS date IMMUTABLE LANGUAGE sql AS
    $$ SELECT first + draw.n(seed, i, 0, last - first) $$;
CREATE FUNCTION moment(seed text, i int) RETURNS timestamp IMMUTABLE LANGUAGE sql AS
    $$ SELECT timestamp '2021-01-01' + draw.n(seed, i, 0, 120000000) * interval '1 second' $$;
CREATE FUNCTION bytes(head text, seed text, i int) RETURNS bytea IMMUTABLE LANGUAGE sql AS
    $$ SELECT decode(head, 'hex') || sha512((seed || i)::bytea) || sha512((i || seed)::bytea) $$;
CREATE FUNCTION b64url(value text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT translate(encode(value::bytea, 'base64'), E'+/=\n', '-_') $$;
CREATE FUNCTION plain(name text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT translate(replace(replace(lower(name), 'ß', 'ss'), ' ', ''), 'äöüéèêëàâáãåçñóòôõíìîïúùûøłśżźćńęąó''', 'aoueeeeaaaaacnooooiiiiuuuolszzcneao') $$;

-- People and places -------------------------------------------------------------------------------
CREATE TABLE words (lang text PRIMARY KEY, woman text, man text, family text, street text, city text, code text, area text);
INSERT INTO words VALUES
('en', 'Margaret|Emily|Charlotte|Olivia|Hannah|Grace|Rebecca|Susan|Karen|Alice|Jennifer|Deborah',
 'James|William|Oliver|George|Thomas|Benjamin|Daniel|Edward|Michael|Samuel|Robert|Christopher',
 'Smith|Taylor|Harrison|Wright|Robinson|Thompson|Mitchell|Bennett|Cooper|Patterson|Collins|Fletcher|Reynolds|Hughes|O''Brien|Gallagher|Whitfield|Marsden',
 '% High Street|% Station Road|% Oak Avenue|% Mill Lane|% Church Road|% Maple Drive|% Victoria Terrace|% Elm Court',
 'Bristol|Leeds|Boston|Portland|Manchester|Denver|Sheffield|Austin|Cardiff|Seattle', '#####', 'Oregon|Texas|Ohio|Yorkshire|Devon|Colorado'),
('de', 'Anna|Ursula|Sabine|Katharina|Monika|Lena|Heike|Claudia|Petra|Johanna|Brigitte|Franziska',
 'Hans|Jürgen|Wolfgang|Stefan|Matthias|Andreas|Lukas|Klaus|Dieter|Tobias|Günther|Sebastian',
 'Müller|Schmidt|Schneider|Fischer|Weber|Wagner|Becker|Hoffmann|Schäfer|Koch|Richter|Krüger|Zimmermann|Vogel|Böhm|Lindner|Huber|Groß',
 'Hauptstraße %|Bahnhofstr. %|Gartenweg %|Lindenallee %|Am Markt %|Schillerstraße %|Kirchgasse %|Goetheplatz %',
 'Berlin|Hamburg|München|Köln|Leipzig|Stuttgart|Dresden|Hannover|Nürnberg|Bremen', '#####', 'Bayern|Hessen|Sachsen|Niedersachsen|Thüringen|Brandenburg'),
('fr', 'Camille|Marie|Chloé|Élodie|Sophie|Nathalie|Isabelle|Aurélie|Hélène|Mathilde|Céline|Brigitte',
 'Jean|Pierre|Antoine|Guillaume|François|Nicolas|Julien|Étienne|Thierry|Laurent|Mathieu|Sébastien',
 'Martin|Bernard|Dubois|Durand|Moreau|Lefebvre|Leroy|Fournier|Girard|Mercier|Lambert|Rousseau|Faure|Blanchard|Gauthier|Chevalier|Perrin|Clément',
 '% rue de la République|% avenue Victor Hugo|% boulevard Voltaire|% place du Marché|% chemin des Écoles|% rue des Lilas|% impasse du Moulin|% allée des Tilleuls',
 'Paris|Lyon|Marseille|Toulouse|Nantes|Strasbourg|Bordeaux|Lille|Rennes|Grenoble', '#####', 'Bretagne|Normandie|Occitanie|Auvergne|Alsace|Provence'),
('es', 'María|Carmen|Lucía|Ana|Isabel|Pilar|Dolores|Cristina|Marta|Elena|Rosario|Beatriz',
 'José|Antonio|Manuel|Francisco|Javier|Carlos|Miguel|Rafael|Pedro|Álvaro|Fernando|Sergio',
 'García|Fernández|González|Rodríguez|López|Martínez|Sánchez|Pérez|Gómez|Jiménez|Ruiz|Hernández|Navarro|Romero|Ortega|Castillo|Ibáñez|Vázquez',
 'Calle Mayor, %|Avenida de la Constitución %|Plaza de España, %|Calle del Sol %|Paseo de Gracia, %|C/ Alcalá %|Calle Real %|Camino Viejo %',
 'Madrid|Barcelona|Valencia|Sevilla|Zaragoza|Málaga|Bilbao|Granada|Murcia|Valladolid', '#####', 'Andalucía|Cataluña|Galicia|Aragón|Castilla y León|Extremadura'),
('it', 'Giulia|Francesca|Chiara|Martina|Valentina|Paola|Lucia|Federica|Silvia|Alessandra|Elena|Caterina',
 'Marco|Giuseppe|Giovanni|Luca|Andrea|Alessandro|Matteo|Francesco|Stefano|Roberto|Paolo|Davide',
 'Rossi|Russo|Ferrari|Esposito|Bianchi|Romano|Colombo|Ricci|Marino|Greco|Bruno|Gallo|Conti|De Luca|Mancini|Costa|Giordano|Rizzo',
 'Via Roma, %|Via Garibaldi %|Piazza del Duomo, %|Corso Italia %|Viale Mazzini %|Via Dante, %|Via Verdi %|Largo Augusto %',
 'Roma|Milano|Napoli|Torino|Palermo|Genova|Bologna|Firenze|Verona|Bari', '#####', 'Lombardia|Toscana|Veneto|Puglia|Lazio|Piemonte'),
('pt', 'Maria|Ana|Beatriz|Juliana|Fernanda|Mariana|Camila|Letícia|Patrícia|Catarina|Inês|Gabriela',
 'João|Pedro|Tiago|Rafael|Gustavo|Bruno|Rodrigo|Diogo|Felipe|Marcelo|Nuno|Leonardo',
 'Silva|Santos|Oliveira|Souza|Pereira|Costa|Rodrigues|Almeida|Nascimento|Carvalho|Araújo|Ribeiro|Barbosa|Teixeira|Moreira|Cardoso|Correia|Nogueira',
 'Rua das Flores, %|Avenida Paulista, %|Rua do Comércio, %|Travessa da Sé, %|Alameda Santos, %|Rua São João, %|Avenida Brasil, %|Praça da Liberdade, %',
 'São Paulo|Lisboa|Porto|Rio de Janeiro|Belo Horizonte|Curitiba|Recife|Salvador|Braga|Coimbra', '#####-###', 'Minas Gerais|Bahia|Paraná|Pernambuco|Ceará|Goiás'),
('nl', 'Anneke|Sanne|Femke|Marieke|Lotte|Ingrid|Wilhelmina|Saskia|Maaike|Johanna|Esther|Hendrika',
 'Jan|Pieter|Willem|Bram|Sjoerd|Daan|Hendrik|Maarten|Ruben|Jeroen|Kees|Thijs',
 'de Jong|Jansen|de Vries|van den Berg|Bakker|van Dijk|Visser|Smit|Meijer|de Boer|Mulder|Bos|Vos|Peters|Hendriks|van Leeuwen|Dekker|Brouwer',
 'Kerkstraat %|Dorpsstraat %|Prinsengracht %|Stationsweg %|Molenlaan %|Schoolstraat %|Julianaplein %|Beatrixlaan %',
 'Amsterdam|Rotterdam|Utrecht|Eindhoven|Groningen|Tilburg|Almere|Breda|Nijmegen|Haarlem', '#### XY', 'Gelderland|Zeeland|Friesland|Limburg|Drenthe|Flevoland'),
('pl', 'Anna|Katarzyna|Agnieszka|Małgorzata|Joanna|Barbara|Ewa|Krystyna|Magdalena|Zofia|Monika|Beata',
 'Piotr|Krzysztof|Andrzej|Tomasz|Paweł|Marcin|Grzegorz|Jakub|Wojciech|Zbigniew|Łukasz|Rafał',
 'Nowak|Kowalczyk|Wiśniewski|Wójcik|Kamiński|Lewandowski|Zieliński|Woźniak|Szymański|Dąbrowski|Kozłowski|Mazur|Krawczyk|Zając|Pawlak|Michalski|Górski|Wróbel',
 'ul. Długa %|ul. Mickiewicza %|al. Jana Pawła II %|ul. Polna %|ul. Kościuszki %|os. Piastów %|ul. Ogrodowa %|pl. Wolności %',
 'Warszawa|Kraków|Łódź|Wrocław|Poznań|Gdańsk|Szczecin|Lublin|Katowice|Białystok', '##-###', 'Mazowieckie|Małopolskie|Śląskie|Pomorskie|Lubelskie|Podlaskie');

-- The i-th person of a language: the same in every table. (OFFSET 0: each step is computed once.)
CREATE FUNCTION person(lang text, i int, OUT id int, OUT sex text, OUT given text, OUT family text, OUT login text,
                       OUT mail text, OUT born date) STABLE LANGUAGE sql AS $$
    SELECT p.i, p.sex, p.given, p.family,
           CASE draw.h(p.lang || 'login', p.i) % 3 WHEN 0 THEN left(p.g, 1) || p.f WHEN 1 THEN p.g || draw.n(p.lang || 'ln', p.i, 10, 99) ELSE p.g || '_' || p.f END || p.i % 10,
           CASE draw.h(p.lang || 'mail', p.i) % 4 WHEN 0 THEN p.g || '.' || p.f WHEN 1 THEN left(p.g, 1) || '.' || p.f || p.i WHEN 2 THEN p.f || '_' || p.g ELSE p.g || p.i END
               || CASE WHEN draw.h(p.lang || 'mail', p.i) % 2 = 0 THEN p.i::text ELSE '' END
               || '@' || draw.pick(p.lang || 'host', p.i, 'mail.example|example.com|post.example.org|inbox.test|example.net'),
           draw.day(p.lang || 'born', p.i, '1938-01-01', '2004-12-31')
    FROM (SELECT *, draw.plain(given) AS g, draw.plain(family) AS f
          FROM (SELECT $1 AS lang, $2 AS i, s.sex, draw.pick($1 || 'given', $2, CASE s.sex WHEN 'f' THEN w.woman ELSE w.man END) AS given,
                       draw.pick($1 || 'family', $2, w.family) AS family
                FROM draw.words AS w, (SELECT CASE draw.h($1 || 'sex', $2) % 2 WHEN 0 THEN 'f' ELSE 'm' END AS sex OFFSET 0) AS s
                WHERE w.lang = $1 OFFSET 0) AS q OFFSET 0) AS p $$;
CREATE FUNCTION street(lang text, i int) RETURNS text STABLE LANGUAGE sql AS
    $$ SELECT replace(draw.pick(lang || 'street', i, w.street), '%', draw.n(lang || 'house', i, 1, 189)::text) FROM draw.words AS w WHERE w.lang = $1 $$;
CREATE FUNCTION city(lang text, i int) RETURNS text STABLE LANGUAGE sql AS
    $$ SELECT draw.pick(lang || 'city', i, w.city) FROM draw.words AS w WHERE w.lang = $1 $$;
CREATE FUNCTION area(lang text, i int) RETURNS text STABLE LANGUAGE sql AS
    $$ SELECT draw.pick(lang || 'area', i, w.area) FROM draw.words AS w WHERE w.lang = $1 $$;
-- Digits into the # of a form, capital letters into its X and Y
CREATE FUNCTION form(seed text, i int, form text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT string_agg(CASE c WHEN '#' THEN substr(d, k::int, 1) WHEN 'X' THEN substr(x, k::int, 1) WHEN 'Y' THEN substr(x, k::int, 1) ELSE c END, '' ORDER BY k)
    FROM (SELECT draw.digits(seed, i, 64) AS d, translate(draw.hex(seed || 'X', i, 64), '0123456789abcdef', 'BCDFGHJKLMNPRSTV') AS x OFFSET 0) AS s,
         regexp_split_to_table(form, '') WITH ORDINALITY AS f(c, k) $$;
CREATE FUNCTION code(lang text, i int) RETURNS text STABLE LANGUAGE sql AS
    $$ SELECT regexp_replace(draw.form(lang || 'code', i, w.code), '^0', '3') FROM draw.words AS w WHERE w.lang = $1 $$;
CREATE FUNCTION phone(lang text, i int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT draw.form(lang || 'phone', i, draw.pick(lang || 'phone', i, CASE lang
        WHEN 'en' THEN '+1 503 555 01##|(212) 555-01##|+44 7700 900###|07700 900###|617-555-01##'
        WHEN 'de' THEN '+49 30 23125###|0170 39######|+49 171 39#####|(0)89 99998###|0221/4710###'
        WHEN 'fr' THEN '+33 1 99 00 ## ##|06 39 98 ## ##|01.99.00.##.##|+33 6 39 98 ## ##'
        WHEN 'es' THEN '+34 6## ### ###|91 ### ## ##|6########|+34 93 ### ## ##'
        WHEN 'it' THEN '+39 06 ### ####|347 #######|+39 333 #######|02 ########'
        WHEN 'pt' THEN '+55 11 9####-####|(21) 3###-####|+351 91# ### ###|11 9########'
        WHEN 'nl' THEN '+31 6 ########|06-########|020 ### ####|+31 20 ### ####'
        ELSE '+48 ### ### ###|22 ### ## ##|6## ### ###|(12) ###-##-##' END)) $$;
CREATE FUNCTION company(lang text, i int) RETURNS text STABLE LANGUAGE sql AS $$
    SELECT draw.pick(lang || 'firm', i, w.family) || ' ' || draw.pick(lang || 'form', i, CASE lang
        WHEN 'en' THEN 'Ltd|& Sons Inc.|Logistics LLC|Trading Co.' WHEN 'de' THEN 'GmbH|AG|& Söhne KG|Handels GmbH'
        WHEN 'fr' THEN 'SARL|SA|et Fils|SAS' WHEN 'es' THEN 'S.L.|S.A.|Hermanos SL' WHEN 'it' THEN 'S.r.l.|S.p.A.|& Figli Snc'
        WHEN 'pt' THEN 'Ltda|S.A.|e Filhos Lda' WHEN 'nl' THEN 'B.V.|N.V.|en Zonen VOF' ELSE 'Sp. z o.o.|S.A.|i Synowie' END)
    FROM draw.words AS w WHERE w.lang = $1 $$;

-- Numbers with check digits -----------------------------------------------------------------------
CREATE FUNCTION luhn(body text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT body || (10 - sum(CASE WHEN k % 2 = 0 THEN d ELSE d * 2 / 10 + d * 2 % 10 END) % 10) % 10
    FROM (SELECT k, substr(reverse(body), k + 1, 1)::int AS d FROM generate_series(0, length(body) - 1) AS k) AS q $$;
CREATE FUNCTION card(i int) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT draw.luhn(CASE draw.h('brand', i) % 3 WHEN 0 THEN '4929' WHEN 1 THEN '5425' ELSE '4539' END || draw.digits('card', i, 11)) $$;
CREATE FUNCTION iban(country text, bban text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT country || lpad((98 - (SELECT string_agg(CASE WHEN c BETWEEN 'A' AND 'Z' THEN (ascii(c) - 55)::text ELSE c END, '' ORDER BY k)
                                  FROM regexp_split_to_table(bban || country || '00', '') WITH ORDINALITY AS s(c, k))::numeric % 97)::text, 2, '0') || bban $$;
CREATE FUNCTION weighed(body text, weights int[]) RETURNS int IMMUTABLE LANGUAGE sql AS
    $$ SELECT sum(substr(body, k, 1)::int * weights[k])::int FROM generate_subscripts(weights, 1) AS k $$;
CREATE FUNCTION dni(i int) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT d || substr('TRWAGMYFPDXBNJZSQVHLCKE', d::int % 23 + 1, 1) FROM draw.digits('dni', i, 8) AS d $$;
CREATE FUNCTION bsn(i int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT b || draw.weighed(b, '{9,8,7,6,5,4,3,2}') % 11 FROM generate_series(1, 40) AS k, LATERAL (SELECT '1' || draw.digits('bsn' || k, i, 7)) AS d(b)
    WHERE draw.weighed(b, '{9,8,7,6,5,4,3,2}') % 11 < 10 ORDER BY k LIMIT 1 $$;
CREATE FUNCTION cpf(i int, dotted boolean) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN dotted THEN regexp_replace(c, '(...)(...)(...)(..)', '\1.\2.\3-\4') ELSE c END
    FROM (SELECT b || (11 - draw.weighed(b, '{11,10,9,8,7,6,5,4,3,2}') % 11) % 11 % 10
          FROM (SELECT a || (11 - draw.weighed(a, '{10,9,8,7,6,5,4,3,2}') % 11) % 11 % 10 FROM draw.digits('cpf', i, 9) AS a) AS x(b)) AS y(c) $$;
CREATE FUNCTION pesel(born date, i int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT b || (10 - draw.weighed(b, '{1,3,7,9,1,3,7,9,1,3}') % 10) % 10
    FROM (SELECT to_char(born, 'YY') || lpad((extract(month FROM born) + CASE WHEN born >= '2000-01-01' THEN 20 ELSE 0 END)::text, 2, '0')
              || to_char(born, 'DD') || draw.digits('pesel', i, 4)) AS x(b) $$;
CREATE FUNCTION nir(born date, sex text, i int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT b || lpad((97 - b::bigint % 97)::text, 2, '0')
    FROM (SELECT CASE sex WHEN 'm' THEN '1' ELSE '2' END || to_char(born, 'YYMM') || lpad(draw.n('nir', i, 1, 95)::text, 2, '0') || draw.digits('nir', i, 6)) AS x(b) $$;
CREATE FUNCTION codice(given text, family text, born date, sex text, i int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT b || chr(65 + (SELECT sum(CASE WHEN k % 2 = 0 THEN CASE WHEN c BETWEEN '0' AND '9' THEN c::int ELSE ascii(c) - 65 END
            ELSE ('{1,0,5,7,9,13,15,17,19,21,2,4,18,20,11,3,6,8,12,14,16,10,22,25,24,23}'::int[])[1 + CASE WHEN c BETWEEN '0' AND '9' THEN c::int ELSE ascii(c) - 65 END] END)::int % 26
        FROM regexp_split_to_table(b, '') WITH ORDINALITY AS s(c, k)))
    FROM (SELECT left(regexp_replace(upper(draw.plain(family)), '[AEIOU]', '', 'g') || 'XXX', 3) || left(regexp_replace(upper(draw.plain(given)), '[AEIOU]', '', 'g') || 'XXX', 3)
              || to_char(born, 'YY') || substr('ABCDEHLMPRST', extract(month FROM born)::int, 1)
              || lpad((extract(day FROM born) + CASE sex WHEN 'f' THEN 40 ELSE 0 END)::text, 2, '0') || substr('AFHL', 1 + i % 4, 1) || draw.digits('comune', i, 3)) AS x(b) $$;
CREATE FUNCTION steuer_id(i int) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE body text := draw.pick('st', i, '1|2|3|4|5|6|7|8|9'); c text; p int := 10; s int;
BEGIN
    -- One digit twice, the others once: as the authority hands them out.
    body := body || (SELECT string_agg(d, '' ORDER BY draw.h('st' || d, i)) FROM unnest(string_to_array('0123456789', NULL)) AS d WHERE d <> body);
    body := left(body, 9) || substr(body, 2, 1);
    FOREACH c IN ARRAY string_to_array(body, NULL) LOOP
        s := (c::int + p) % 10;
        p := CASE s WHEN 0 THEN 10 ELSE s END * 2 % 11;
    END LOOP;
    RETURN body || (11 - p) % 10;
END $$;

-- Keys that open nothing --------------------------------------------------------------------------
CREATE FUNCTION key_of(vendor text, i int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE vendor
        WHEN 'stripe' THEN 'sk_' || 'live_' || 'Fake' || draw.b62('stripe', i, 20)
        WHEN 'aws_id' THEN 'AK' || 'IA' || 'FAKE' || draw.b32('aws', i, 12)
        WHEN 'aws' THEN draw.b62('aws secret', i, 40)
        WHEN 'github' THEN 'gh' || 'p_' || 'Fake' || draw.b62('github', i, 32)
        WHEN 'slack' THEN 'xo' || 'xb-' || draw.digits('sa', i, 12) || '-' || draw.digits('sb', i, 12) || '-' || 'Fake' || draw.b62('slack', i, 20)
        WHEN 'google' THEN 'AI' || 'za' || draw.b62('google', i, 35)
        WHEN 'jwt' THEN draw.b64url('{"alg":"HS256","typ":"JWT"}') || '.' || draw.b64url('{"sub":"' || i || '","fictional":true}') || '.' || draw.b62('jwt', i, 43)
        WHEN 'pem' THEN '-----BEGIN ' || E'PRIVATE KEY-----\n' || regexp_replace(draw.b62('pem', i, 86) || draw.b62('pem2', i, 86) || draw.b62('pem3', i, 84) || 'Fake', '(.{64})(?=.)', E'\\1\n', 'g') || E'\n-----END ' || E'PRIVATE KEY-----\n'
        WHEN 'bcrypt' THEN '$2' || 'b$12$' || draw.b62('bcrypt', i, 53)
        WHEN 'argon2' THEN '$argon2' || 'id$v=19$m=65536,t=3,p=4$' || draw.b62('salt', i, 22) || '$' || draw.b62('argon', i, 43)
        WHEN 'pbkdf2' THEN 'pbkdf2_' || 'sha256$390000$' || draw.b62('psalt', i, 22) || '$' || draw.b62('pbk', i, 43) || '='
        WHEN 'totp' THEN draw.b32('totp', i, 32)
        ELSE draw.b62(vendor, i, 40) END $$;
CREATE FUNCTION browser(i int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE draw.h('ua', i) % 3
        WHEN 0 THEN 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/' || draw.n('v', i, 90, 126) || '.0.0.0 Safari/537.36'
        WHEN 1 THEN 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_' || i % 6 || ' like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
        ELSE 'Mozilla/5.0 (X11; Linux x86_64; rv:' || draw.n('v', i, 90, 126) || '.0) Gecko/20100101 Firefox/115.0' END $$;
CREATE FUNCTION ip(seed text, i int) RETURNS inet IMMUTABLE LANGUAGE sql AS
    $$ SELECT (draw.pick(seed, i, '203.0.113|198.51.100|192.0.2') || '.' || draw.n(seed || 'ip', i, 1, 254))::inet $$;
