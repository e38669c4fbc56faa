-- The views of the published file; catalog/tables.yml holds their comments, column by column.
-- A place is called by its name alone unless the file knows two places of that name: then its parent stands before it.

CREATE VIEW series_points AS
WITH named AS (
  SELECT doc_id, region,
    CASE WHEN parent IS NOT NULL AND min(place_key) OVER same_name <> max(place_key) OVER same_name THEN parent || name
         ELSE name END AS place
  FROM (SELECT *, coalesce(code, parent, '') AS place_key FROM document_places) WINDOW same_name AS (PARTITION BY name)
)
SELECT m.metric_id, m.doc_id, m.indicator_id, i.name_zh, coalesce(n.place, m.region) AS region, m.year, m.status,
  m.qualifier, m.value, m.unit, CASE WHEN b.metric_id IS NULL THEN m.value ELSE b.low END AS low,
  CASE WHEN b.metric_id IS NULL THEN coalesce(m.value_max, m.value) ELSE b.high END AS high, d.published_on, m.char_start
FROM metrics AS m
JOIN indicators AS i USING (indicator_id)
JOIN documents AS d USING (doc_id)
LEFT JOIN named AS n ON n.doc_id = m.doc_id AND n.region = m.region
LEFT JOIN metric_bounds AS b USING (metric_id);

-- A report that states a point twice with the same value states it once.
CREATE VIEW indicator_timeseries AS
SELECT indicator_id, name_zh, region, year, status, qualifier, value, unit, doc_id, metric_id
FROM series_points
QUALIFY row_number() OVER (
  PARTITION BY doc_id, indicator_id, region, year, status, value ORDER BY char_start, metric_id) = 1;

CREATE VIEW observations AS
WITH said AS (
  SELECT metric_id, dimension, string_agg(member, '、' ORDER BY char_start, member) AS members
  FROM metric_dimensions GROUP BY metric_id, dimension
), wide AS (
  SELECT metric_id,
    max(members) FILTER (dimension = '学段') AS 学段, max(members) FILTER (dimension = '办学') AS 办学,
    max(members) FILTER (dimension = '城乡') AS 城乡, max(members) FILTER (dimension = '级别') AS 级别,
    max(members) FILTER (dimension = '等次') AS 等次, max(members) FILTER (dimension = '人群') AS 人群,
    max(members) FILTER (dimension = '性质') AS 性质
  FROM said GROUP BY metric_id
)
SELECT m.metric_id, m.region, m.entity, m.year, m.measure, w.学段, w.办学, w.城乡, w.级别, w.等次, w.人群, w.性质,
  m.value, m.unit, m.kind, m.status, m.label, d.file_name
FROM metrics AS m
JOIN documents AS d USING (doc_id)
LEFT JOIN wide AS w USING (metric_id);

-- The latest value that a target can be held against: of what stands at a moment the latest of all, of what is counted
-- over a year that of the target's year or, until it is reported, the last one before, which doesn't meet it yet.
-- Of several reports of one year the one issued last counts. 控制在1%以内 is met from below.
CREATE VIEW target_progress AS
WITH reached AS (
  SELECT indicator_id, region, year, value FROM series_points
  WHERE status = 'actual' AND year IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY indicator_id, region, year ORDER BY published_on DESC NULLS LAST, metric_id DESC) = 1
), targets AS (
  SELECT DISTINCT indicator_id, region, year, value, qualifier FROM series_points WHERE status = 'target'
)
SELECT t.indicator_id, t.region, t.year AS target_year, t.value AS target_value, t.qualifier,
  r.year AS latest_year, r.value AS latest_value, t.value - r.value AS gap,
  CASE WHEN i.flow AND r.year < t.year THEN NULL
       WHEN t.qualifier IN ('<', '<=') THEN r.value <= t.value
       WHEN t.qualifier IN ('>', '>=') THEN r.value >= t.value
       WHEN i.better = 'higher' THEN r.value >= t.value
       WHEN i.better = 'lower' THEN r.value <= t.value END AS met
FROM targets AS t
JOIN indicators AS i USING (indicator_id)
LEFT JOIN reached AS r ON r.indicator_id = t.indicator_id AND r.region IS NOT DISTINCT FROM t.region
  AND (NOT i.flow OR r.year <= t.year)
QUALIFY row_number() OVER (
  PARTITION BY t.indicator_id, t.region, t.year, t.value, t.qualifier ORDER BY r.year DESC NULLS LAST) = 1
ORDER BY t.indicator_id, t.region, t.year, t.value;

-- Beside the latest value: where things stood before the target's year, and what its year or a later one brought.
CREATE VIEW target_outcomes AS
WITH reached AS (
  SELECT indicator_id, region, year, value FROM series_points
  WHERE status = 'actual' AND year IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY indicator_id, region, year ORDER BY published_on DESC NULLS LAST, metric_id DESC) = 1
), sides AS (
  SELECT t.metric_id, max_by(r.year, r.year) FILTER (r.year < t.year) AS before_year,
    max_by(r.value, r.year) FILTER (r.year < t.year) AS before_value,
    min_by(r.year, r.year) FILTER (r.year = t.year OR r.year > t.year AND NOT i.flow) AS after_year,
    min_by(r.value, r.year) FILTER (r.year = t.year OR r.year > t.year AND NOT i.flow) AS after_value
  FROM series_points AS t
  JOIN indicators AS i USING (indicator_id)
  LEFT JOIN reached AS r ON r.indicator_id = t.indicator_id AND r.region IS NOT DISTINCT FROM t.region
  WHERE t.status = 'target' GROUP BY t.metric_id
)
SELECT t.metric_id, t.doc_id, t.indicator_id, t.name_zh, t.region, t.year AS target_year, t.value AS target_value,
  t.qualifier, t.unit, s.before_year, s.before_value, s.after_year, s.after_value,
  CASE WHEN t.qualifier IN ('<', '<=') THEN s.after_value <= t.value
       WHEN t.qualifier IN ('>', '>=') THEN s.after_value >= t.value
       WHEN i.better = 'higher' THEN s.after_value >= t.value
       WHEN i.better = 'lower' THEN s.after_value <= t.value END AS kept
FROM series_points AS t
JOIN sides AS s USING (metric_id)
JOIN indicators AS i USING (indicator_id);

-- Two values disagree when no value could have been printed as both. A null bound is an end that the words leave open.
-- A row a figure, beside the one of another report that lies farthest from it. That one has the lowest upper bound or
-- the highest lower bound of all reports but its own, so the two reports at either end tell it for every figure; to pair
-- all figures of a group would grow with the square of its reports. Of equally far ones it is the lower, then the first.
CREATE VIEW disagreements AS
WITH points AS (
  SELECT * FROM series_points WHERE region IS NOT NULL AND year IS NOT NULL
), reports AS (
  SELECT indicator_id, region, year, status, doc_id,
    min({'bound': high, 'metric_id': metric_id, 'doc_id': doc_id}) FILTER (high IS NOT NULL) AS lowest,
    min({'bound': -low, 'metric_id': metric_id, 'doc_id': doc_id}) FILTER (low IS NOT NULL) AS highest
  FROM points GROUP BY ALL
), ends AS (
  SELECT indicator_id, region, year, status, count(*) AS reports, min(lowest, 2) AS lowest, min(highest, 2) AS highest
  FROM reports GROUP BY ALL HAVING count(*) > 1
), others AS (
  SELECT p.*, e.reports,
    CASE WHEN e.lowest[1].doc_id = p.doc_id THEN e.lowest[2] ELSE e.lowest[1] END AS below,
    CASE WHEN e.highest[1].doc_id = p.doc_id THEN e.highest[2] ELSE e.highest[1] END AS above
  FROM points AS p JOIN ends AS e USING (indicator_id, region, year, status)
), farthest AS (
  SELECT *, CASE WHEN greatest(low - below.bound, 0) >= greatest(-above.bound - high, 0) THEN below.metric_id
                 ELSE above.metric_id END AS other_metric_id
  FROM others WHERE low > below.bound OR high < -above.bound
)
SELECT f.indicator_id, f.name_zh, f.region, f.year, f.status, f.unit, f.value, o.value AS other_value,
  abs(f.value - o.value) AS difference, f.qualifier, o.qualifier AS other_qualifier, f.doc_id,
  o.doc_id AS other_doc_id, f.metric_id, f.other_metric_id, f.reports
FROM farthest AS f JOIN metrics AS o ON o.metric_id = f.other_metric_id;

CREATE VIEW series_jumps AS
WITH yearly AS (
  SELECT * FROM series_points WHERE status = 'actual' AND year IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY indicator_id, region, year ORDER BY published_on DESC NULLS LAST, metric_id DESC) = 1
), steps AS (
  SELECT metric_id, doc_id, indicator_id, name_zh, region, year, value, unit,
    lag(year) OVER series AS previous_year, lag(value) OVER series AS previous_value,
    lag(metric_id) OVER series AS previous_metric_id
  FROM yearly WINDOW series AS (PARTITION BY indicator_id, region ORDER BY year)
)
SELECT s.metric_id, s.doc_id, s.indicator_id, s.name_zh, s.region, s.previous_year, s.previous_value, s.year, s.value,
  s.unit, CASE WHEN i.kind = 'level' THEN ((s.value / s.previous_value - 1) * 100)::DECIMAL(38,2)
               ELSE s.value - s.previous_value END AS step,
  CASE WHEN i.kind = 'level' THEN i.max_jump * 100 ELSE i.max_jump END * (s.year - s.previous_year) AS largest_step,
  s.previous_metric_id
FROM steps AS s JOIN indicators AS i USING (indicator_id)
WHERE i.max_jump IS NOT NULL AND s.previous_value IS NOT NULL
  AND CASE WHEN i.kind = 'level'
           THEN s.value > s.previous_value * pow(1 + i.max_jump, s.year - s.previous_year)
             OR s.previous_value > s.value * pow(1 + i.max_jump, s.year - s.previous_year)
           ELSE abs(s.value - s.previous_value) > i.max_jump * (s.year - s.previous_year) END;

-- Only of what stands at a moment: last year's new schools don't meet this year's target for new schools.
-- A row a target, beside the best value that its report says was reached before the target's year.
CREATE VIEW targets_met_already AS
WITH points AS (
  SELECT p.*, CASE i.better WHEN 'higher' THEN p.value WHEN 'lower' THEN -p.value END AS merit
  FROM series_points AS p JOIN indicators AS i USING (indicator_id)
  WHERE p.status IN ('target', 'actual') AND p.year IS NOT NULL AND NOT i.flow AND i.better <> 'none'
), sides AS (
  SELECT *, arg_max({'year': year, 'value': value, 'merit': merit, 'metric_id': metric_id}, (merit, year, metric_id))
    FILTER (status = 'actual') OVER before AS best
  FROM points WINDOW before AS (
    PARTITION BY doc_id, indicator_id, region ORDER BY year RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT metric_id, doc_id, indicator_id, name_zh, region, year AS target_year, value AS target_value, qualifier, unit,
  best.year AS reached_year, best.value AS reached_value, best.metric_id AS reached_metric_id
FROM sides WHERE status = 'target' AND best.merit > merit;

-- What a relation, a disagreement or a doubt says of a figure, it says in more words than the check on it.
CREATE VIEW untrusted_metrics AS
WITH reasons AS (
  SELECT rm.metric_id, '算式不成立：' || r.explanation AS why
  FROM relations AS r JOIN relation_members AS rm USING (relation_id) WHERE NOT r.holds
  UNION ALL
  SELECT g.metric_id, '与另一报告不一致：' || d.file_name || ' 中同一指标为 '
    || rtrim(rtrim(g.other_value::VARCHAR, '0'), '.') || o.unit
  FROM disagreements AS g
  JOIN documents AS d ON d.doc_id = g.other_doc_id
  JOIN metrics AS o ON o.metric_id = g.other_metric_id
  UNION ALL
  SELECT metric_id, '可疑：' || explanation FROM doubts
  UNION ALL
  SELECT metric_id, '未通过检查 ' || expectation || '：' || why FROM failing_metrics
  WHERE expectation <> 'disagreements_none'
)
SELECT m.metric_id, m.doc_id, d.file_name, m.label, m.text, m.value, m.unit, m.region, m.year, m.status, m.indicator_id,
  count(DISTINCT r.why) AS reasons, string_agg(DISTINCT r.why, '；' ORDER BY r.why) AS why, m.sentence
FROM metrics AS m
JOIN reasons AS r USING (metric_id)
JOIN documents AS d USING (doc_id)
GROUP BY ALL;

-- How far the figures of each report check each other: alarms mean little where few figures take part in a check.
CREATE VIEW relation_coverage AS
WITH checked AS (
  SELECT r.doc_id, count(DISTINCT rm.metric_id) AS checked,
    count(DISTINCT rm.metric_id) FILTER (WHERE NOT r.holds) AS in_failing
  FROM relations AS r JOIN relation_members AS rm USING (relation_id) JOIN metrics AS m USING (metric_id)
  GROUP BY r.doc_id
), stated AS (
  SELECT doc_id, count(*) AS relations, count(*) FILTER (WHERE NOT holds) AS failing FROM relations GROUP BY doc_id
), figures AS (
  SELECT doc_id, count(*) AS figures FROM metrics GROUP BY doc_id
)
SELECT d.doc_id, d.file_name, coalesce(f.figures, 0) AS figures, coalesce(c.checked, 0) AS checked,
  round(coalesce(c.checked, 0) / nullif(f.figures, 0), 4) AS checked_share,
  coalesce(s.relations, 0) AS relations, coalesce(s.failing, 0) AS failing, coalesce(c.in_failing, 0) AS in_failing
FROM documents AS d
LEFT JOIN figures AS f USING (doc_id)
LEFT JOIN checked AS c USING (doc_id)
LEFT JOIN stated AS s USING (doc_id);

-- Documents × indicators: what each report says of each indicator, and what it is silent about.
CREATE VIEW coverage AS
SELECT d.doc_id, d.file_name, d.region, d.year, i.indicator_id, i.name_zh, i.domain,
  count(m.metric_id) FILTER (m.status = 'actual') AS actuals, count(m.metric_id) FILTER (m.status = 'target') AS targets,
  count(m.metric_id) = 0 AS missing
FROM documents AS d CROSS JOIN indicators AS i
LEFT JOIN metrics AS m ON m.doc_id = d.doc_id AND m.indicator_id = i.indicator_id
GROUP BY ALL;
