import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct MultiStageRuleTests {
    private func image(base: [String] = ["libc6"], own: [String] = [], copies: Bool, installs: Bool = false)
        -> PolicyImage
    {
        var image = PolicyImage()
        let database = { (names: [String], tar: inout TarBuilder) in
            TestDatabase.add(names.map { (name: $0, version: "1", files: []) }, to: &tar)
        }
        image.layer("ADD rootfs") { database(base, &$0) }
        image.step("CMD [\"sh\"]")
        image.layer("RUN apt-get install") { database(base + own, &$0) }
        if copies { image.layer("COPY dir:abc in /usr/local ") { $0.add(wheel: "flask", "1") } }
        if installs { image.layer("RUN pip install requests") { $0.add(wheel: "requests", "1") } }
        return image
    }

    @Test func decidesByWhatWasCopiedAndWhatIsLeft() async throws {
        let good = try await image(copies: true).judge(MultiStageRule.self)
        #expect(good.verdict == .pass)
        #expect(good.evidence.map(\.detail) == ["brought 1 package"])
        #expect(try await image(own: ["gcc"], copies: true).judge(MultiStageRule.self).verdict == .warn)
        let single = try await image(own: ["gcc", "make", "curl"], copies: false, installs: true).judge(
            MultiStageRule.self)
        #expect(single.verdict == .fail)
        #expect(single.evidence.count == 2)
        #expect(
            try await image(base: ["gcc"], copies: false, installs: true).judge(MultiStageRule.self).verdict == .fail)
    }

    @Test func leavesAloneWhatAnotherPackageNeeds() async throws {
        var image = PolicyImage()
        image.layer("ADD rootfs") { TestDatabase.add([(name: "libc6", version: "1", files: [])], to: &$0) }
        image.layer("RUN apt-get install r-base-dev-like") {
            $0.add(
                file: "var/lib/dpkg/status",
                """
                Package: libc6
                Status: install ok installed
                Version: 1

                Package: gcc
                Status: install ok installed
                Version: 1

                Package: numba-runner
                Status: install ok installed
                Version: 1
                Depends: gcc


                """)
        }
        image.layer("COPY dir:abc in /usr/local ") { $0.add(wheel: "flask", "1") }
        let judgement = try await image.judge(MultiStageRule.self)
        #expect(judgement.verdict == .pass, "\(judgement)")
    }

    @Test func hasNoDataWhereNothingTells() async throws {
        #expect(try await image(copies: false).judge(MultiStageRule.self).message.hasPrefix("nothing tells"))
        #expect(try await image(copies: false, installs: true).judge(MultiStageRule.self).verdict == .noData)
        var image = image(copies: true)
        image.configuration.history = nil
        #expect(try await image.judge(MultiStageRule.self).verdict == .noData)
    }

    @Test func believesTheFlagWhereABuilderKeepsIt() async throws {
        var image = image(copies: false)
        image.layer("COPY --from=build /app /app") { $0.add(file: "app", "x") }
        #expect(try await image.judge(MultiStageRule.self).verdict == .pass)
    }
}
