-- Which source told of a day without teaching, so that a complete file of it ends those that it holds no longer. Null for what
-- people entered, and for all days of before this was kept.
alter table non_teaching_day add column source text;
