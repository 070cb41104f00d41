-- What the first audit triggers left out, and a path by which their functions could be misled.

-- These functions act as the owner of the tables. Unless a path names it, the caller's own temporary schema is
-- searched first: a temporary table named audit_entry would have taken the entries in place of the real one.
do $$
declare
    name text;
begin
    foreach name in array array['audit()', 'audit_new()', 'refresh_statistics(text[])'] loop
        execute format('alter function %s set search_path = %I, shared, pg_temp', name, current_schema());
    end loop;
end
$$;

-- The list of themes is changed in the settings like that of the services.
create trigger audit after insert or update or delete on theme for each row execute function audit('theme');

-- A document asked for by name beside the list of the scheme. The list itself follows from the file's submission.
create trigger audit_asked after insert on application_document for each row
    when (new.requested_on is not null)
    execute function audit('application_document', 'application', 'application_id');

-- The numbers kept and refused when an identity is settled are in the conflict; the names by which files call an
-- association come and go by hand too.
create trigger audit after update or delete on association_alias
    for each row execute function audit('association_alias', 'association', 'association_id');

-- What an association had from the authority in a year counts what is given in kind and, of a grant shared by several
-- beneficiaries, its part only: still answered by the index alone.
drop index grant_record_own;
create index grant_record_own on grant_record (association_id, year) include (amount_cents, in_kind_cents, share_bp)
    where own and not refused;
