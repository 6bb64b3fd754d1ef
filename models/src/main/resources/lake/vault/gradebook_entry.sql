/*---
table:   vault.gradebook_entry
grain:   one row per account, school year, term and number in a gradebook
key:     [school_year, term_code, sender_code, local_number]
inputs:  [staging.stg_gradebook__mark]
refresh: {kind: by_key, columns: [school_year]}
fresh:   {within: P400D}
owner:   gradebooks
why:     millions of marks name some hundred thousand learners; whose they are is asked of these rows alone
---*/
WITH book_class AS (
  SELECT
    book.school_year,
    book.term,
    book.sender_code,
    book.local_number,
    book.class_name,
    count(*) AS row_count
  FROM staging.stg_gradebook__mark AS book
  GROUP BY book.school_year, book.term, book.sender_code, book.local_number, book.class_name
)
SELECT
  CAST(book_class.school_year AS INT) AS school_year,
  concat('term_', book_class.term) AS term_code,
  book_class.sender_code,
  book_class.local_number,
  -- Rows of one learner may name two classes: the one that most of them name.
  min(struct(-book_class.row_count AS order_number, book_class.class_name)).class_name
    AS class_name,
  CAST(sum(book_class.row_count) AS BIGINT) AS row_count
FROM book_class
GROUP BY book_class.school_year, book_class.term, book_class.sender_code, book_class.local_number
