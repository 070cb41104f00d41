-- What was tried and refused stands in the journal too: who, what, when and why.
alter table audit_entry drop constraint audit_entry_operation;
alter table audit_entry add constraint audit_entry_operation
    check (operation in ('insert', 'update', 'delete', 'refusal'));

-- Written after the attempt was rolled back, in a transaction of its own. Whose attempt it was stands in kevre.actor.
create function audit_refusal(subject text, subject_id bigint, event text, code text, reason text) returns void
    language plpgsql security definer set search_path from current
as $$
declare
    actor text := current_setting('kevre.actor', true);
begin
    if actor is null or actor = '' then
        raise exception 'a refusal without an actor is refused' using errcode = 'KV001', table = 'audit_entry';
    end if;
    insert into audit_entry (actor_id, actor_name, event, subject, subject_id, table_name, record_id, operation, after)
    values (nullif(split_part(actor, ':', 1), '-')::bigint, substr(actor, strpos(actor, ':') + 1),
            audit_refusal.event, audit_refusal.subject, audit_refusal.subject_id, audit_refusal.subject,
            audit_refusal.subject_id, 'refusal', jsonb_build_object('code', code, 'reason', reason));
end
$$;
