/// Who is alive with which role, and which node a thing belongs to.
///
/// Entry points: [Cluster] (here only [SingleNodeCluster]; membership by gossip comes behind the same interface) and
/// [RendezvousHash]. Membership elects nobody: what may run once only holds a lease in the metastore.
@NullMarked
package io.trawl.cluster;

import org.jspecify.annotations.NullMarked;
