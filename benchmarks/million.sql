-- Published signatures beside those of the sample, with the register's entries:
--     psql -v number=1000000 -f benchmarks/million.sql
-- Minutes instead of the hours in which the site would take them. Its hashes chain
-- nothing, so `verify_register` finds fault with them; all else is as on a real site.
\set ON_ERROR_STOP on
BEGIN;
CREATE TEMP TABLE texts AS
  SELECT row_number() OVER (ORDER BY t.id) - 1 AS n, t.id, l.language_code AS language,
         v.number AS version, t.sha256
  FROM statement_statementtext t JOIN wagtailcore_locale l ON l.id = t.locale_id
  JOIN statement_statementversion v ON v.id = t.version_id;
CREATE TEMP TABLE countries AS
  SELECT ord - 1 AS n, code FROM unnest(string_to_array(
    'FR,DE,NL,ES,IT,PT,GB,IE,US,CA,MX,BR,AR,CL,CO,PE,NG,GH,KE,TZ,ZA,EG,MA,SN,IN,ID,'
    'JP,CN,KR,VN,TH,PH,AU,NZ,UA,PL,RO,GR,TR,IL', ',')) WITH ORDINALITY AS c(code, ord);
CREATE TEMP TABLE words AS
  SELECT ord - 1 AS n, word FROM unnest(ARRAY['Museum','Musée','Archivo','Library',
    'متحف','図書館','Библиотека','Arquivo']) WITH ORDINALITY AS w(word, ord);
CREATE TEMP TABLE made AS
  SELECT g, upper(lpad(to_hex(g + 4096), 10, '0')) AS reference,
         w.word || ' ' || g AS name, t.id AS text_id, t.language, t.version, t.sha256,
         (ARRAY['government','institution','organisation'])[1 + (g / 7) % 3] AS kind,
         (ARRAY['museum','library','archive'])[1 + (g / 11) % 3] AS sector,
         c.code AS country,
         CASE WHEN g % 10 = 0 THEN repeat('Words ', 40) ELSE '' END AS comment,
         now() - (:number - g) * interval '30 seconds' AS at
  FROM generate_series(0, :number - 1) g
  JOIN texts t ON t.n = g % (SELECT count(*) FROM texts)
  -- Few countries have most of them, as everywhere.
  JOIN countries c ON c.n = floor(40 * power(((g * 7919::bigint) % 10007) / 10007.0, 2))
  JOIN words w ON w.n = (g / 3) % 8;
INSERT INTO signatures_signature (reference, language, name, name_latin, kind, sector,
    country, website, comment, state, source, is_sample, flags, duplicate_key,
    signed_on, created_at, confirmed_at, published_at, was_public, sort_name,
    search_name, known_by, text_id)
  SELECT reference, language, name, '', kind, sector, country,
         'https://n' || g || '.example/', comment, 'published', 'web', false, '[]',
         encode(sha256(('k' || g)::bytea), 'hex'), at::date, at, at, at, true,
         lower(name), ' ' || replace(lower(name), 'é', 'e'),
         jsonb_build_object('n:' || replace(replace(lower(name), 'é', 'e'), ' ', ''), 1,
                            's:n' || g || '.example', 1), text_id FROM made ORDER BY g;
CREATE TEMP TABLE head AS
  SELECT sequence, hash FROM register_registerentry ORDER BY sequence DESC LIMIT 1;
INSERT INTO register_registerentry (sequence, event, at, commitment, previous, hash)
  SELECT h.sequence + 1 + g, 'published', date_trunc('second', m.at),
         encode(sha256(('c' || g)::bytea), 'hex'),
         CASE g WHEN 0 THEN h.hash ELSE encode(sha256(('h' || g - 1)::bytea), 'hex') END,
         encode(sha256(('h' || g)::bytea), 'hex') FROM made m, head h ORDER BY g;
INSERT INTO register_registerfacts (entry_id, salt, facts, signature_id)
  SELECT h.sequence + 1 + m.g, left(encode(sha256(('s' || m.g)::bytea), 'hex'), 32),
         jsonb_build_object('name', m.name, 'name_latin', '', 'kind', m.kind,
           'sector', m.sector, 'country', m.country, 'website', s.website,
           'comment', m.comment, 'reference', m.reference,
           'signed_on', s.signed_on, 'published_on', s.signed_on, 'source', 'web',
           'sample', false, 'language', m.language, 'version', m.version,
           'text_sha256', m.sha256), s.id
  FROM made m JOIN signatures_signature s USING (reference), head h;
-- For searching: titles as the worker enters them, all with the other words of the
-- sample's first (so this is not to look for comments, countries or Chinese in).
INSERT INTO search_entry (thing, part, language, shown_in, kind, title, text, path,
    date, source, source_id, title_tokens, text_tokens)
  SELECT 'signature:' || s.reference, '', s.language, e.shown_in, e.kind, s.name,
         CASE WHEN s.comment = '' THEN '' ELSE E'\n' || s.comment END,
         'signatures/' || s.reference || '/', s.signed_on, e.source, s.id,
         replace(lower(s.name), 'é', 'e'), e.text_tokens
  FROM made JOIN signatures_signature s USING (reference),
       (SELECT shown_in, kind, source, text_tokens FROM search_entry
        WHERE kind = 'signatory' ORDER BY id LIMIT 1) e;
-- Fails, by dividing, if the sample has none.
SELECT 1 / count(*) AS entered FROM search_entry
  JOIN made ON thing = 'signature:' || reference WHERE g = 0 \gset
COMMIT;
VACUUM ANALYZE;
