-- Do reports agree with each other? Figures of two reports for the same thing that can't both be right.
SELECT g.name_zh, g.region, g.year, g.status, g.value, g.other_value, a.file_name, b.file_name AS other_file
FROM disagreements AS g
JOIN documents AS a ON a.doc_id = g.doc_id
JOIN documents AS b ON b.doc_id = g.other_doc_id
ORDER BY g.indicator_id, g.region, g.year;
