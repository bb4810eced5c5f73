package io.trawl.query;

import io.trawl.query.ClauseNode.Clause;
import io.trawl.query.ClauseNode.Occur;
import io.trawl.query.ClauseReader.Joint;
import io.trawl.query.ClauseReader.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns operands and the joints between them into one group. AND binds tighter than OR, so operands joined by AND
/// make a chain. Beside anything else a chain is optional, and so is an operand next to an OR; one without any joint
/// takes the default operator. So `a AND b c` needs only `c` where that is AND: surprising, but what clients of this
/// language have always been answered.
final class JointResolver {
    private final List<Operand> operands;
    private final List<Clause> clauses = new ArrayList<>();

    private JointResolver(List<Operand> operands) {
        this.operands = operands;
    }

    static ClauseNode resolve(List<Operand> operands) {
        return new JointResolver(operands).resolve();
    }

    private ClauseNode resolve() {
        int start = 0;
        while (start < operands.size()) {
            int end = start + 1;
            while (jointBefore(end) == Joint.AND) {
                end++;
            }
            if (start == 0 && end == operands.size()) {
                return ClauseNode.group(chain(start, end));
            }
            if (end == start + 1) {
                boolean besideOr = jointBefore(start) == Joint.OR || jointBefore(end) == Joint.OR;
                clauses.add(operands.get(start).withDefault(besideOr ? Optional.of(Occur.SHOULD) : Optional.empty()));
            } else {
                clauses.add(Clause.of(Occur.SHOULD, ClauseNode.group(chain(start, end))));
            }
            start = end;
        }
        return ClauseNode.group(clauses);
    }

    private List<Clause> chain(int start, int end) {
        List<Clause> chain = new ArrayList<>();
        for (Operand operand : operands.subList(start, end)) {
            chain.add(operand.withDefault(Optional.of(Occur.MUST)));
        }
        return chain;
    }

    private Joint jointBefore(int index) {
        return index < operands.size() ? operands.get(index).joint() : Joint.NONE;
    }
}
