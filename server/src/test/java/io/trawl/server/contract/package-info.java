/// The contract, proven from outside: recorded answers, tests of its rows, and the page that lists both.
///
/// [GoldenTest] sends recorded requests to a node and compares; `…ContractTest` classes prove rows one by one;
/// [CompatibilityPageTest] gathers every [io.trawl.testkit.Proves] and keeps `docs/compatibility.md` up to date.
@NullMarked
package io.trawl.server.contract;

import org.jspecify.annotations.NullMarked;
