-- The role and the database of the site; what is there stays as it is:
--
--   runuser -u postgres -- psql -f /srv/openheritage/deploy/database.sql
--
-- DATABASE_NAME, in the environment, names both where it is not `openheritage`;
-- DATABASE_PASSWORD is for a role that comes over the network, and is set each time.
\set ON_ERROR_STOP on
\set name openheritage
\getenv name DATABASE_NAME
\getenv password DATABASE_PASSWORD

SELECT format('CREATE ROLE %I LOGIN', :'name')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec

SELECT format(
  'CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''',
  :'name', :'name'
)
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec

-- Nobody else of this server has anything to do there.
REVOKE CONNECT, TEMPORARY ON DATABASE :"name" FROM PUBLIC;

\if :{?password}
ALTER ROLE :"name" PASSWORD :'password';
\endif
