package vn.edulake.orchestration.template;

import com.hubspot.jinjava.objects.PyWrapper;
import com.hubspot.jinjava.util.HasObjectTruthValue;

/** A name that a template has not; only {@code default} and {@code is defined} may touch it. */
final class Undefined implements PyWrapper, HasObjectTruthValue {
  private final String name;

  Undefined(String name) {
    this.name = name;
  }

  TemplateProblem problem() {
    return new TemplateProblem("'" + name + "' is undefined");
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
