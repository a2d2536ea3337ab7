-- CreateTable
-- Keys compare by code point, so that key order is the same here and in memory.
CREATE TABLE "object" (
    "kind" TEXT COLLATE "C" NOT NULL,
    "namespace" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "uid" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "body" JSONB NOT NULL,

    CONSTRAINT "object_pkey" PRIMARY KEY ("kind", "namespace", "name")
);

-- CreateTable
CREATE TABLE "change" (
    "revision" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "namespace" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "previous_revision" BIGINT,
    "body" JSONB NOT NULL,

    CONSTRAINT "change_pkey" PRIMARY KEY ("revision", "position")
) PARTITION BY RANGE ("revision");

-- CreateTable
CREATE TABLE "change_set" (
    "revision" BIGINT NOT NULL,
    "batch" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "actor" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "reason" TEXT,
    "source" TEXT,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "change_set_pkey" PRIMARY KEY ("revision")
) PARTITION BY RANGE ("revision");

-- CreateTable
CREATE TABLE "carried" (
    "kind" TEXT COLLATE "C" NOT NULL,
    "namespace" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "revision" BIGINT NOT NULL,
    "until" BIGINT NOT NULL,
    "body" JSONB NOT NULL,

    CONSTRAINT "carried_pkey" PRIMARY KEY ("kind", "namespace", "name", "revision")
);

-- CreateTable
CREATE TABLE "head" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "latest" BIGINT NOT NULL DEFAULT 0,
    "latest_at" TIMESTAMPTZ(6) NOT NULL DEFAULT '-infinity',
    "floor" BIGINT NOT NULL DEFAULT 0,
    "floor_at" TIMESTAMPTZ(6) NOT NULL DEFAULT '-infinity',
    "carry_up_to" BIGINT NOT NULL DEFAULT 0,
    "partition_end" BIGINT NOT NULL DEFAULT 1,
    "partition_width" BIGINT NOT NULL DEFAULT 100000,

    CONSTRAINT "head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "abandoned_batch" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "abandoned_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "heartbeat" (
    "uid" TEXT NOT NULL,
    "kind" TEXT COLLATE "C" NOT NULL,
    "namespace" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "renew_time" TEXT NOT NULL,
    "beat" BIGINT NOT NULL,

    CONSTRAINT "heartbeat_pkey" PRIMARY KEY ("uid")
);

-- CreateTable
CREATE TABLE "beat_counter" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "latest" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "beat_counter_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "change_kind_namespace_name_revision_previous_revision_idx" ON "change"("kind", "namespace", "name", "revision", "previous_revision");

-- CreateIndex
CREATE INDEX "carried_until_idx" ON "carried"("until");

-- What the Prisma schema language cannot express --------------------------------------------------------------------------

-- Objects of up to a page stay in their row uncompressed: compressing 2.5 kB costs more than writing them.
ALTER TABLE "object" SET (fillfactor = 80, toast_tuple_target = 8160);
ALTER TABLE "carried" SET (toast_tuple_target = 8160);

-- Rows that are updated all the time find room for the next version in their own page.
ALTER TABLE "head" SET (fillfactor = 10);
ALTER TABLE "beat_counter" SET (fillfactor = 10);
ALTER TABLE "heartbeat" SET (fillfactor = 50);

INSERT INTO "head" DEFAULT VALUES;
INSERT INTO "beat_counter" DEFAULT VALUES;

-- Makes partitions until one holds `up_to`. The caller has locked the head. Attaching a table of its own, unlike creating a
-- partition in place, does not wait for readers.
CREATE FUNCTION "add_partitions"(up_to bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first bigint;
  width bigint;
  parent text;
  part text;
BEGIN
  SELECT partition_end, partition_width INTO first, width FROM head;
  WHILE first <= up_to LOOP
    FOREACH parent IN ARRAY ARRAY['change', 'change_set'] LOOP
      part := format('%s_%s_%s', parent, first, first + width);
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) WITH (toast_tuple_target = 8160)', part, parent);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', parent, part, first, first + width);
    END LOOP;
    first := first + width;
  END LOOP;
  UPDATE head SET partition_end = first;
END $$;

SELECT "add_partitions"(1);

-- The only way to write. `writes` is an array of
--   {set, position, op, kind, namespace, name, uid?, revision?, body?, actor?, verb?, reason?, source?}
-- where `set` and `position` count up from 0, `op` is create, update, delete or check, `uid` and `revision` are the guard,
-- and the first write of a set names its origin. No key occurs in two sets unless both only check it.
--
-- Taking the head's row first makes everything from there to the commit one writer's: guards cannot race, revisions are
-- dense and in commit order, and processes cannot deadlock. The n-th set that is not refused gets the revision `base` + n;
-- `refused` holds [set, position, why] for each write that failed.
CREATE FUNCTION "commit_change_sets"(batch_id uuid, writes jsonb, OUT base bigint, OUT committed_at timestamptz, OUT refused text)
LANGUAGE plpgsql
-- Plans are made once per connection, when the tables may still be empty: only plans that suit big tables are allowed.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  start head%ROWTYPE;
  accepted_sets bigint;
BEGIN
  SELECT * INTO start FROM head WHERE id = 1 FOR UPDATE;
  IF EXISTS (SELECT FROM abandoned_batch WHERE id = batch_id) THEN
    RAISE EXCEPTION 'batch % was abandoned', batch_id USING ERRCODE = 'PT001';
  END IF;
  base := start.latest;
  -- Time must not go back between revisions: the revision of a moment is found by binary search.
  committed_at := greatest(clock_timestamp(), start.latest_at);
  -- The maintenance makes partitions long before they are needed; without it, writing goes on.
  IF base + jsonb_array_length(writes) >= start.partition_end THEN
    PERFORM add_partitions(base + jsonb_array_length(writes));
  END IF;

  WITH judged AS MATERIALIZED (
    SELECT w.*, o.place, o.revision AS previous_revision,
      CASE
        WHEN w.op = 'create' THEN CASE WHEN o.uid IS NOT NULL THEN 'exists' END
        WHEN o.uid IS NULL THEN 'not-found'
        WHEN w.uid <> o.uid THEN 'uid-mismatch'
        WHEN w.revision <> o.revision THEN 'revision-mismatch'
      END AS why
    FROM jsonb_to_recordset(writes) AS w(
        set int, position int, op text, kind text, namespace text, name text, uid text, revision bigint, body jsonb,
        actor text, verb text, reason text, source text)
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
    SELECT kind, namespace, name, body->'metadata'->>'uid', new_revision, body FROM accepted WHERE op = 'create'
  ), updated AS (
    UPDATE object o SET uid = a.body->'metadata'->>'uid', revision = a.new_revision, body = a.body
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

-- What became of a batch whose answer was lost: its sets that were written, by their place in the batch. If there are none,
-- the batch is abandoned: should its statement still be on the way, it is refused when it arrives. `since` is a revision
-- from before the batch was sent.
CREATE FUNCTION "resolve_batch"(batch_id uuid, since bigint) RETURNS TABLE (ordinal int, revision bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM FROM head WHERE id = 1 FOR UPDATE;
  RETURN QUERY SELECT s.ordinal, s.revision FROM change_set s WHERE s.revision > since AND s.batch = batch_id;
  IF NOT FOUND THEN
    INSERT INTO abandoned_batch (id) VALUES (batch_id) ON CONFLICT DO NOTHING;
  END IF;
END $$;

-- The last revision that was committed at or before a moment, by binary search: revisions are dense and their times do not
-- go back. Null when it lies below the floor.
CREATE FUNCTION "revision_at"(moment timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  low bigint;
  high bigint;
  middle bigint;
  low_at timestamptz;
BEGIN
  SELECT floor, floor_at, latest INTO low, low_at, high FROM head WHERE id = 1;
  IF moment < low_at THEN
    RETURN NULL;
  END IF;
  WHILE low < high LOOP
    middle := (low + high + 1) / 2;
    IF (SELECT at FROM change_set WHERE revision = middle) <= moment THEN
      low := middle;
    ELSE
      high := middle - 1;
    END IF;
  END LOOP;
  RETURN low;
END $$;

-- Compaction ----------------------------------------------------------------------------------------------------------------
--
-- A read of a past revision takes an object that has not changed since from `object`; of one that has, the first change
-- after that revision names the revision of the state it replaced, whose body lies in `change`. Once the floor has passed
-- that state its partition may be dropped, so the body is carried over into `carried`: for states that are already
-- replaced by `carry_states`, for those still live by whoever replaces them. In order: begin_compaction, carry_states over
-- all that lies between the old and the new floor, finish_compaction, drop_history. Every step may be repeated.

CREATE FUNCTION "begin_compaction"(new_floor bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE head SET carry_up_to = greatest(carry_up_to, new_floor) WHERE id = 1;
$$;

CREATE FUNCTION "carry_states"(after_revision bigint, up_to bigint, new_floor bigint) RETURNS void LANGUAGE sql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
  INSERT INTO carried (kind, namespace, name, revision, until, body)
  SELECT c.kind, c.namespace, c.name, c.revision, next.revision, c.body
  FROM change c CROSS JOIN LATERAL (
    SELECT n.revision FROM change n
    WHERE n.kind = c.kind AND n.namespace = c.namespace AND n.name = c.name AND n.revision > c.revision
    ORDER BY n.revision LIMIT 1
  ) next
  WHERE c.revision > after_revision AND c.revision <= up_to AND c.type <> 'DELETED' AND next.revision > new_floor
  ON CONFLICT DO NOTHING;
$$;

CREATE FUNCTION "finish_compaction"(new_floor bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE head SET floor = new_floor, floor_at = (SELECT at FROM change_set WHERE revision = new_floor)
  WHERE id = 1 AND floor < new_floor;
$$;

-- Drops what lies wholly at or below the floor. Dropping a partition waits for readers of the table, and everybody queues
-- behind it: rather than wait long it fails, and is tried again in the next round.
CREATE FUNCTION "drop_history"() RETURNS integer LANGUAGE plpgsql SET lock_timeout = '100ms' AS $$
DECLARE
  bottom bigint;
  part text;
  dropped integer := 0;
BEGIN
  SELECT floor INTO bottom FROM head WHERE id = 1;
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent IN ('change'::regclass, 'change_set'::regclass)
      AND substring(c.relname FROM '_([0-9]+)$')::bigint <= bottom + 1
  LOOP
    EXECUTE format('DROP TABLE %I', part);
    dropped := dropped + 1;
  END LOOP;
  DELETE FROM carried WHERE until <= bottom;
  RETURN dropped;
END $$;

-- Keeps at least one whole partition ahead of the writers.
CREATE FUNCTION "prepare_partitions"() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  start head%ROWTYPE;
BEGIN
  SELECT * INTO start FROM head WHERE id = 1;
  IF start.latest + start.partition_width >= start.partition_end THEN
    SELECT * INTO start FROM head WHERE id = 1 FOR UPDATE;
    PERFORM add_partitions(start.latest + start.partition_width);
  END IF;
END $$;

-- Heartbeats ----------------------------------------------------------------------------------------------------------------

-- `beats` is an array of {kind, namespace, name, uid, renewTime}, one per uid; the answer names those without an object.
-- The counter's row is locked until the commit, so a reader that has seen a beat has seen all before it. A crash may cost
-- the renewals of the last moments, as a lost message would.
CREATE FUNCTION "renew_heartbeats"(beats jsonb) RETURNS TABLE (missing_uid text) LANGUAGE plpgsql
SET synchronous_commit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  counted bigint;
BEGIN
  UPDATE beat_counter SET latest = latest + 1 WHERE id = 1 RETURNING latest INTO counted;
  RETURN QUERY
  WITH given AS MATERIALIZED (
    SELECT b.*, o.uid IS NOT NULL AS found
    FROM jsonb_to_recordset(beats) AS b(kind text, namespace text, name text, uid text, "renewTime" text)
      LEFT JOIN object o ON o.kind = b.kind AND o.namespace = b.namespace AND o.name = b.name AND o.uid = b.uid
  ), kept AS (
    INSERT INTO heartbeat AS h (uid, kind, namespace, name, renew_time, beat)
    SELECT uid, kind, namespace, name, "renewTime", counted FROM given WHERE found
    ON CONFLICT (uid) DO UPDATE SET renew_time = excluded.renew_time, beat = excluded.beat
    WHERE h.renew_time < excluded.renew_time
  )
  SELECT uid FROM given WHERE NOT found;
  PERFORM pg_notify('portolan_heartbeat', '');
END $$;

-- What no longer belongs to anything: heartbeats of leases that are gone, and batches so old that their statement cannot be
-- on the way any more.
CREATE FUNCTION "sweep"() RETURNS void LANGUAGE sql AS $$
  DELETE FROM heartbeat h WHERE NOT EXISTS (
    SELECT FROM object o WHERE o.kind = h.kind AND o.namespace = h.namespace AND o.name = h.name AND o.uid = h.uid);
  DELETE FROM abandoned_batch WHERE at < now() - interval '1 day';
$$;
