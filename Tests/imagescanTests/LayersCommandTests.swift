import Testing

/// `imagescan layers` on the committed images.
@Suite struct LayersCommandTests {
    @Test func warnsOfABaseThatIsNone() async throws {
        let other = try await Program().run("layers", Fixtures.full, "--base", Fixtures.slim)
        #expect(other.status == 0)
        #expect(other.message.contains("warning: \(Fixtures.slim) is not the base of this image"))
        #expect(try await Program().run("layers", Fixtures.full, "--base", Fixtures.slim, "-q").message == "")
        #expect(try await Program().run("layers", Fixtures.full, "--base", Fixtures.full).message == "")
    }

    /// A number of layers, or none, instead of an image.
    @Test(arguments: [("none", 0), ("2", 2), ("0", 0)]) func takesANumberOfLayers(_ base: String, _ count: Int)
        async throws
    {
        let outcome = try await Program().run("layers", Fixtures.full, "--base", base, "-o", "json")
        let lines = outcome.text.split(separator: "\n")
        #expect(outcome.status == 0 && lines.count { $0.contains("\"base\" : true") } == count)
        let wrong = try await Program().run("layers", Fixtures.full, "--base", "99")
        #expect(wrong.status == 64 && wrong.message.contains("so --base can't be 99"))
    }

    @Test(arguments: [(Fixtures.full, "layers-full"), (Fixtures.slim, "layers-slim")])
    func printsATable(_ image: String, _ golden: String) async throws {
        let outcome = try await Program().run("layers", image)
        #expect(outcome.status == 0)
        #expect(outcome.message == "")
        try Golden.expect(outcome.text, equals: golden + ".txt")
    }

    @Test(arguments: ["csv", "jsonl", "json"])
    func printsEveryFormat(_ format: String) async throws {
        let outcome = try await Program().run("layers", Fixtures.slim, "-o", format)
        #expect(outcome.status == 0)
        try Golden.expect(outcome.text, equals: "layers-slim." + format)
    }
}
