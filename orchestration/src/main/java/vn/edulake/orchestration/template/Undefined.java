package vn.edulake.orchestration.template;

import com.hubspot.jinjava.objects.PyWrapper;
import com.hubspot.jinjava.util.HasObjectTruthValue;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.UserError;

/** A name that a template has not; only {@code default} and {@code is defined} may touch it. */
final class Undefined implements PyWrapper, HasObjectTruthValue {
  private final String name;

  Undefined(String name) {
    this.name = name;
  }

  UserError problem() {
    return new UserError(ErrorCode.TEMPLATE_INVALID, "'" + name + "' is undefined");
  }

  @Override
  public String toString() {
    throw problem();
  }

  @Override
  public boolean getObjectTruthValue() {
    throw problem();
  }
}
