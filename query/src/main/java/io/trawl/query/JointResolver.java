package io.trawl.query;

import io.trawl.query.ClauseNode.Clause;
import io.trawl.query.ClauseNode.Occur;
import io.trawl.query.ClauseReader.Joint;
import io.trawl.query.ClauseReader.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns operands and the joints between them into one group. AND binds tighter than OR, so operands joined by AND
/// make a chain; a chain next to an OR is optional, one without any OR beside it takes the default operator.
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
            boolean besideOr = jointBefore(start) == Joint.OR || jointBefore(end) == Joint.OR;
            Optional<Occur> occur = besideOr ? Optional.of(Occur.SHOULD) : Optional.empty();
            if (end == start + 1) {
                clauses.add(operands.get(start).withDefault(occur));
            } else {
                clauses.add(new Clause(occur, ClauseNode.group(chain(start, end))));
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
