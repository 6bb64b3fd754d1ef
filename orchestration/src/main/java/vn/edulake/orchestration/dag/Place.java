package vn.edulake.orchestration.dag;

import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.FilePlace;
import vn.edulake.models.error.UserError;

/** A line of a DAG file, counted from 1. */
record Place(String file, int line) {
  UserError problem(String message) {
    return new FilePlace(file, line).error(ErrorCode.DAG_INVALID, message);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
