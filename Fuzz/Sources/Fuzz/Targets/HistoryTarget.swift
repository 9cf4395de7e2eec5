@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads steps of a build, one a line, as rules look at them and reports show them.
enum HistoryTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        for line in input.lines.prefix(8) {
            let instruction = Instruction(createdBy: line)
            let step = BuildStep(index: 0, instruction: instruction, layer: nil, isBase: false, created: nil)
            let wanted = HistoryCommand(line)
            for command in BuildCommand.all(of: step) {
                expect(!command.words.isEmpty, "'\(line)' has a command without words")
                _ = command.operands
                _ = SecretText.withoutSecrets(Array(command.words))
                _ = wanted?.matches(command)
            }
            expectNoSecret(in: SecretText.withoutSecrets(instruction.text), of: line)
        }
        for line in RequirementsFile(input.bytes).lines {
            expect(line.number > 0, "'\(line.text)' stands in no line")
            _ = line.pinnedVersion
            _ = line.isPinnedSource
        }
    }

    /// What is shown of a step has no secret that is known by its form.
    private static func expectNoSecret(in shown: String, of line: String) {
        let left = SecretText.secrets(in: shown)
        expect(left.isEmpty, "'\(line)' is shown as '\(shown)', which has \(left)")
    }
}
