-- Staff rooms: whom a handoff and an escalation call there, and the role on the platform without which nobody is heard.
create table room_settings (
    place uuid primary key references places (id),
    mentions jsonb not null,
    staff_role text,
    updated_at timestamptz not null
);

-- Who was told in a room, once, that they lack its role. Whoever has it again is told again when they lose it.
create table roleless (
    room uuid not null references places (id),
    external_id text not null,
    told_at timestamptz not null,
    primary key (room, external_id)
);
