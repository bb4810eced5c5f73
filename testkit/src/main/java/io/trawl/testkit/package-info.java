/// What tests share: a clock turned by hand, seeds that print themselves, waiting for a condition, a disk that forgets.
///
/// Test scope only: no product code may use it.
@NullMarked
package io.trawl.testkit;

import org.jspecify.annotations.NullMarked;
