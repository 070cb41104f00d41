-- What officers said of a project before an aid: what became of it, and what they know of a criterion that the data
-- leave open or decide otherwise.
create table aid_verdict (
    id bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    aid_id bigint not null references aid,
    verdict text not null constraint aid_verdict_word check (verdict in ('kept', 'dismissed')),
    reason text not null default '',
    agent_name text not null,
    at timestamptz not null default now(),
    constraint aid_verdict_once unique (project_id, aid_id),
    constraint aid_verdict_dismissed_says_why check (verdict <> 'dismissed' or reason <> '')
);
create index aid_verdict_aid on aid_verdict (aid_id);

create table aid_answer (
    id bigint generated always as identity primary key,
    project_id bigint not null references project on delete cascade,
    aid_id bigint not null references aid,
    criterion text not null constraint aid_answer_criterion check (criterion in (
        'status', 'territory', 'calendar', 'age', 'size', 'budget', 'expenses', 'project_amount', 'floor', 'start',
        'accreditation', 'cumulation', 'conditions', 'theme', 'kind')),
    outcome text not null constraint aid_answer_outcome check (outcome in ('met', 'not_met')),
    note text not null constraint aid_answer_note_given check (note <> ''),
    agent_name text not null,
    at timestamptz not null default now(),
    constraint aid_answer_once unique (project_id, aid_id, criterion)
);
comment on table aid_answer is 'met where the data say not met: the officer overrides, and the note says why.';
create index aid_answer_aid on aid_answer (aid_id);

create trigger audit after insert or update or delete on aid_verdict
    for each row execute function audit('aid_verdict', 'project', 'project_id');
create trigger audit after insert or update or delete on aid_answer
    for each row execute function audit('aid_answer', 'project', 'project_id');
