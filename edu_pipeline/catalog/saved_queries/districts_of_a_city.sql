-- How do the districts of a city compare? Every figure of a county or zone in 南昌市, whichever report states it.
SELECT s.name_zh, s.year, s.region, s.value, s.unit
FROM indicator_timeseries AS s
JOIN metrics AS m USING (metric_id)
JOIN document_places AS p ON p.doc_id = m.doc_id AND p.region = m.region
WHERE p.prefecture = '南昌市' AND p.level IN ('county', 'functional') AND s.status = 'actual'
  AND s.indicator_id IN ('after_school_schools', 'after_school_students', 'teachers_recruited', 'teachers_rotated',
    'student_aid_amount', 'special_needs_enrolment_rate', 'unlicensed_training_closure_rate')
ORDER BY s.indicator_id, s.year, s.region;
