import Testing

/// `imagescan why` and `imagescan advise` on the committed images.
@Suite struct WhyCommandTests {
    @Test func tellsWhyAPackageIsThere() async throws {
        let outcome = try await Program().run("why", Fixtures.full, "MarkupSafe")
        #expect(outcome.status == 0)
        #expect(outcome.text.hasPrefix("MarkupSafe 2.1.5 (pypi)\n"))
        #expect(outcome.text.contains("RUN pip install click==8.1.7"))
        #expect(outcome.text.contains("Jinja2"))
    }

    @Test func tellsWhatRemovingFrees() async throws {
        let outcome = try await Program().run("why", Fixtures.full, "jinja2")
        #expect(outcome.text.contains("Removing it frees 1.32 MB in 2 packages:\n"))
        #expect(outcome.text.contains("MarkupSafe"))
    }

    @Test func suggestsNearNames() async throws {
        let outcome = try await Program().run("why", Fixtures.full, "jinja")
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.message.contains("there is jinja2"))
    }

    @Test func advisesWithEvidence() async throws {
        let outcome = try await Program().run("advise", Fixtures.full)
        #expect(outcome.status == 0)
        #expect(
            outcome.text.contains(". Compiled Python files (.pyc) of installed packages are in the image: 1.66 MB\n"))
        #expect(outcome.text.contains("   Change: "))
        #expect(outcome.text.contains("No byte counts twice"))
        let markdown = try await Program().run("advise", Fixtures.full, "-o", "markdown")
        #expect(markdown.status == 0)
        #expect(markdown.text.hasPrefix("#"))
    }

    @Test(arguments: [["why", Fixtures.slim], ["why"], ["advise"], ["advise", Fixtures.slim, "-o", "html"]])
    func endsWith64ForWrongUsage(_ arguments: [String]) async throws {
        #expect(try await Program().run(arguments).status == 64)
    }
}
