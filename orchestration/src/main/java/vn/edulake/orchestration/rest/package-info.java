/**
 * Airflow's stable REST API v2 over the scheduler's tables, and its tokens. Which paths, parameters
 * and bodies there are says the specification, a resource of this module: a request is checked
 * against it before any code of ours sees it, and what it specifies but nobody serves is answered
 * in its own error form.
 */
@NullMarked
package vn.edulake.orchestration.rest;

import org.jspecify.annotations.NullMarked;
