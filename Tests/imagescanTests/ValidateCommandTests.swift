import Foundation
import Testing

/// `imagescan validate` on the committed images and on damaged copies of them.
@Suite struct ValidateCommandTests {
    @Test(arguments: [(Fixtures.full, "validate-full"), (Fixtures.slim, "validate-slim")])
    func saysWhatItChecked(_ image: String, _ golden: String) async throws {
        let outcome = try await Program().run("validate", image)
        #expect(outcome.status == 0)
        #expect(outcome.message == "")
        try Golden.expect(outcome.text, equals: golden + ".txt")
        let document = try await Program().run("validate", image, "-o", "json")
        #expect(document.status == 0)
        try Golden.expect(document.text, equals: golden + ".json")
    }

    @Test(arguments: [(Fixtures.full, "validate-files-full"), (Fixtures.slim, "validate-files-slim")])
    func holdsFilesAgainstTheirRecords(_ image: String, _ golden: String) async throws {
        let outcome = try await Program().run("validate", "--files", image)
        try Golden.expect(outcome.text, equals: golden + ".txt")
        let document = try await Program().run("validate", "--files", image, "-o", "json")
        try Golden.expect(document.text, equals: golden + ".json")
        let files = try #require(try JSONSerialization.members(document.output)["files"] as? [[String: Any]])
        let isIntact = try #require(files.first?["intact"] as? Bool)
        #expect(outcome.status == (isIntact ? 0 : 2) && document.status == outcome.status)
    }

    /// One byte in the middle of a layer changed.
    private func damaged(_ scratch: Scratch) throws -> String {
        var data = try Data(contentsOf: Fixtures.url(Fixtures.slim))
        data[data.count / 2] ^= 0xFF
        try data.write(to: scratch.url("damaged.tar"))
        return scratch.path("damaged.tar")
    }

    @Test func endsWith1AndNamesTheDamage() async throws {
        let scratch = try Scratch()
        let path = try damaged(scratch)
        let outcome = try await Program().run("validate", path)
        #expect(outcome.status == 1)
        #expect(outcome.text.contains("1 FAILED"))
        #expect(outcome.message.contains("imagescan: \(path), layer "))
        let document = try await Program().run("validate", path, "-o", "json")
        #expect(document.status == 1)
        #expect(try JSONSerialization.members(document.output)["valid"] as? Bool == false)
    }

    @Test(arguments: ["inventory", "layers"])
    func otherCommandsRefuseTheDamage(_ command: String) async throws {
        let scratch = try Scratch()
        let outcome = try await Program().run(command, try damaged(scratch))
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.message.contains("uncompressed the layer has the digest sha256:"))
        #expect(outcome.message.split(separator: "\n").count == 1)
    }
}
