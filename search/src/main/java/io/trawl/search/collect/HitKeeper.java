package io.trawl.search.collect;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReader;

/// Keeps the best hits of one segment.
///
/// Implementations hold keys in such a form that larger is better whatever the direction: an ascending sort
/// complements value and document.
sealed interface HitKeeper extends DocSink permits SingleKeyKeeper, ManyKeysKeeper {
    /// Nearly all searches sort by one column or none; they get a keeper without the cost of many keys.
    static HitKeeper of(HitOrder order, int limit) {
        if (order.keys().isEmpty()) {
            return SingleKeyKeeper.byAddress(order.descending(), limit);
        }
        boolean single = order.keys().size() == 1;
        if (single
                && order.keys().getFirst() instanceof HitOrder.Key.Columns key
                && key.areComparable()
                && !key.missingFirst()
                && key.descending() == order.descending()) {
            return SingleKeyKeeper.byColumn(key, limit);
        }
        return new ManyKeysKeeper(order, limit);
    }

    int limit();

    HitBar bar();

    /// The ranges of documents to look at, the most promising first.
    DocBlocks blocks(LeafReader reader) throws IOException;

    /// Starts a pass over ascending documents.
    void startPass(LeafReader reader) throws IOException;

    /// The hits, the best first; the keeper is empty afterwards.
    List<SplitHit> drain() throws IOException;
}
