package io.trawl.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the rows of the contract that a test proves; `docs/compatibility.md` is made from it.
///
/// Only a test that works through REST, the command line or a config file may carry it, and only for behaviour
/// without which it fails.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Proves {
    /// Row ids such as `MAP-04`.
    String[] value();
}
