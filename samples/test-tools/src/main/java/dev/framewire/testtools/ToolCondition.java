package dev.framewire.testtools;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

final class ToolCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String missing = context.getElement()
                .flatMap(element -> findAnnotation(element, NeedsTool.class))
                .map(needs -> Stream.of(needs.value())
                        .filter(name -> !Tools.available(name))
                        .collect(Collectors.joining(", ")))
                .orElse("");
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("every tool is here");
        }
        if (Tools.required()) {
            throw new IllegalStateException("-Dframewire.require=all, but this machine has no " + missing);
        }
        return ConditionEvaluationResult.disabled("needs " + missing);
    }
}
