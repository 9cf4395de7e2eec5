import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct HistoryInstructionRuleTests {
    private let image: PolicyImage = {
        var image = PolicyImage()
        image.layer("/bin/sh -c #(nop) ADD file:abc in / ") { $0.add(file: "base") }
        image.step("/bin/sh -c #(nop)  CMD [\"bash\"]")
        image.layer("COPY --chown=app:app . /app # buildkit") { $0.add(file: "a") }
        image.step("STOPSIGNAL SIGTERM")
        return image
    }()

    @Test(arguments: [
        ("instruction: COPY", true), ("instruction: copy\narguments: \"*--chown=app:app*\"", true),
        ("instruction: COPY\narguments: \"*--chmod=*\"", false), ("instruction: ADD", false),
        ("instruction: ADD\nexpect: absent", true), ("instruction: ADD\nexpect: absent\nbase: true", false),
        ("instruction: STOPSIGNAL", true), ("instruction: COPY\nexpect: absent", false),
    ])
    func findsInstructions(yaml: String, holds: Bool) async throws {
        #expect(try await image.judge(HistoryInstructionRule.self, yaml).verdict == (holds ? .pass : .fail))
    }

    /// Of a history with fewer steps than layers nobody knows what is missing.
    @Test func hasNoDataWhereStepsAreMissing() async throws {
        var image = TestPolicy.steps(["RUN make"])
        image.layers.append(TarBuilder())
        #expect(try await image.judge("history-instruction", "instruction: ADD\nexpect: absent").verdict == .noData)
        #expect(try await image.judge("history-command", "command: sudo\nexpect: absent").verdict == .noData)
        #expect(try await image.judge("no-sudo").verdict == .noData)
        #expect(try await image.judge("history-instruction", "instruction: RUN").verdict == .pass)
        image.layers.removeLast()
        #expect(try await image.judge("no-sudo").verdict == .pass)
    }

    @Test func showsTheStep() async throws {
        let judgement = try await image.judge(HistoryInstructionRule.self, "instruction: COPY")
        #expect(judgement.evidence == [Evidence(.instruction, "COPY --chown=app:app . /app", "step 2", layer: 1)])
    }

    @Test(arguments: ["", "instruction: MAKE", "instruction: \"\""])
    func refusesOtherParameters(yaml: String) {
        #expect(throws: PolicyError.self) { try HistoryInstructionRule(RuleParameters(yaml: yaml)) }
    }
}
