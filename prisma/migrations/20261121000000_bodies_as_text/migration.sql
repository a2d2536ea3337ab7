-- An object's body is kept as the text its writer made of it. JSONB, which takes every object apart and puts it together
-- again for each reader, cost 2.5 times the processor time of all the rest of a write, and five times that of a read.
ALTER TABLE "object" ALTER COLUMN "body" TYPE TEXT USING "body"::text;
ALTER TABLE "change" ALTER COLUMN "body" TYPE TEXT USING "body"::text;
ALTER TABLE "carried" ALTER COLUMN "body" TYPE TEXT USING "body"::text;

-- The only way to write. `writes` is an array of
--   {set, position, op, kind, namespace, name, uid?, revision?, new_uid?, body?, actor?, verb?, reason?, source?}
-- where `set` and `position` count up from 0, `op` is create, update, delete or check, `uid` and `revision` are the guard,
-- `body` says which of the joined bodies is the object's new state, counted from 1, and the first write of a set names its
-- origin. Bodies are joined by U+001E, which no JSON text holds. No key occurs in two sets unless both only check it.
--
-- Taking the head's row first makes everything from there to the commit one writer's: guards cannot race, revisions are
-- dense and in commit order, and processes cannot deadlock. The n-th set that is not refused gets the revision `base` + n;
-- `refused` holds [set, position, why] for each write that failed.
CREATE FUNCTION "write_change_sets"(
  batch_id uuid, writes json, joined_bodies text, OUT base bigint, OUT committed_at timestamptz, OUT refused text)
LANGUAGE plpgsql
-- Plans are made once per connection, when the tables may still be empty: only plans that suit big tables are allowed.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  start head%ROWTYPE;
  accepted_sets bigint;
  bodies text[] := string_to_array(joined_bodies, chr(30));
BEGIN
  SELECT * INTO start FROM head WHERE id = 1 FOR UPDATE;
  IF EXISTS (SELECT FROM abandoned_batch WHERE id = batch_id) THEN
    RAISE EXCEPTION 'batch % was abandoned', batch_id USING ERRCODE = 'PT001';
  END IF;
  base := start.latest;
  -- Time must not go back between revisions: the revision of a moment is found by binary search.
  committed_at := greatest(clock_timestamp(), start.latest_at);
  -- The maintenance makes partitions long before they are needed; without it, writing goes on.
  IF base + json_array_length(writes) >= start.partition_end THEN
    PERFORM add_partitions(base + json_array_length(writes));
  END IF;

  WITH judged AS MATERIALIZED (
    SELECT w.set, w.position, w.op, w.kind, w.namespace, w.name, w.uid, w.revision, w.new_uid, bodies[w.body] AS body,
      w.actor, w.verb, w.reason, w.source, o.place, o.revision AS previous_revision,
      CASE
        WHEN w.op = 'create' THEN CASE WHEN o.uid IS NOT NULL THEN 'exists' END
        WHEN o.uid IS NULL THEN 'not-found'
        WHEN w.uid <> o.uid THEN 'uid-mismatch'
        WHEN w.revision <> o.revision THEN 'revision-mismatch'
      END AS why
    FROM json_to_recordset(writes) AS w(
        set int, position int, op text, kind text, namespace text, name text, uid text, revision bigint, new_uid text,
        body int, actor text, verb text, reason text, source text)
      LEFT JOIN LATERAL (
        SELECT o.uid, o.revision, o.ctid AS place FROM object o
        WHERE o.kind = w.kind AND o.namespace = w.namespace AND o.name = w.name
      ) o ON true
  ), in_sets AS (
    SELECT j.*, j.position = 0 AS leads, bool_and(j.why IS NULL) OVER (PARTITION BY j.set) AS passes FROM judged j
  ), accepted AS MATERIALIZED (
    SELECT s.*, start.latest + count(*) FILTER (WHERE s.leads) OVER (ORDER BY s.set) AS new_revision
    FROM in_sets s WHERE s.passes
  ), carry AS (
    INSERT INTO carried (kind, namespace, name, revision, until, body)
    SELECT o.kind, o.namespace, o.name, o.revision, a.new_revision, o.body
    FROM accepted a JOIN object o ON o.ctid = a.place
    WHERE a.op <> 'check' AND a.previous_revision <= start.carry_up_to
  ), created AS (
    INSERT INTO object (kind, namespace, name, uid, revision, body)
    SELECT kind, namespace, name, new_uid, new_revision, body FROM accepted WHERE op = 'create'
  ), updated AS (
    UPDATE object o SET uid = a.new_uid, revision = a.new_revision, body = a.body
    FROM accepted a WHERE a.op = 'update' AND o.ctid = a.place
  ), deleted AS (
    DELETE FROM object o USING accepted a WHERE a.op = 'delete' AND o.ctid = a.place
    RETURNING a.new_revision, a.position, o.kind, o.namespace, o.name, a.previous_revision, o.body
  ), logged AS (
    INSERT INTO change (revision, position, type, kind, namespace, name, previous_revision, body)
    SELECT new_revision, position, CASE op WHEN 'create' THEN 'ADDED' ELSE 'MODIFIED' END, kind, namespace, name,
      previous_revision, body
    FROM accepted WHERE op IN ('create', 'update')
    UNION ALL
    SELECT new_revision, position, 'DELETED', kind, namespace, name, previous_revision, body FROM deleted
  ), told AS (
    INSERT INTO change_set (revision, batch, ordinal, actor, verb, reason, source, at)
    SELECT new_revision, batch_id, set, actor, verb, reason, source, committed_at FROM accepted WHERE leads
  )
  SELECT (SELECT count(*) FROM accepted WHERE leads),
    (SELECT json_agg(json_build_array(j.set, j.position, j.why)) FROM judged j WHERE j.why IS NOT NULL)
  INTO accepted_sets, refused;

  IF accepted_sets > 0 THEN
    UPDATE head SET latest = start.latest + accepted_sets, latest_at = committed_at WHERE id = 1;
    PERFORM pg_notify('portolan_revision', (start.latest + accepted_sets)::text);
  END IF;
END $$;

-- For processes of the version before, which write while the first one of this version has already started.
CREATE OR REPLACE FUNCTION "commit_change_sets"(
  batch_id uuid, writes jsonb, OUT base bigint, OUT committed_at timestamptz, OUT refused text)
LANGUAGE sql AS $$
  SELECT written.base, written.committed_at, written.refused
  FROM (
    SELECT
      json_agg(w.value - 'body' || jsonb_strip_nulls(jsonb_build_object(
        'body', CASE WHEN w.value ? 'body' THEN w.place END, 'new_uid', w.value #>> '{body,metadata,uid}')) ORDER BY w.place) AS claims,
      string_agg(coalesce(w.value->>'body', ''), chr(30) ORDER BY w.place) AS bodies
    FROM jsonb_array_elements(writes) WITH ORDINALITY w(value, place)
  ) given, write_change_sets(batch_id, given.claims, given.bodies) written
$$;
