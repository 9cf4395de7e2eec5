import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct SlimBaseRuleTests {
    private func image(exclude: String? = "path-exclude /usr/share/doc/*", base: String = "libc6", own: String = "curl")
        -> PolicyImage
    {
        var image = PolicyImage()
        image.layer("ADD rootfs") { tar in
            tar.addDebian()
            TestDatabase.add([(base, "1", [])], to: &tar)
            tar.add(file: "usr/share/doc/libc6/copyright", "x")
            if let exclude { tar.add(file: "etc/dpkg/dpkg.cfg.d/docker", "# why\n\(exclude)\n") }
        }
        image.step("CMD [\"sh\"]")
        image.layer("RUN apt-get install") { tar in
            TestDatabase.add([(base, "1", []), (own, "1", [])], to: &tar)
            tar.add(file: "usr/share/doc/curl/changelog.gz", "x")
        }
        return image
    }

    @Test func knowsASlimBase() async throws {
        let judgement = try await image(own: "gcc").judge(SlimBaseRule.self)
        #expect(judgement.verdict == .pass)
        #expect(
            judgement.evidence.map(\.detail)
                == ["path-exclude /usr/share/doc/*", "1 file without copyright files"])
    }

    @Test func knowsAFullBase() async throws {
        #expect(try await image(exclude: nil).judge(SlimBaseRule.self).verdict == .fail)
        #expect(try await image(exclude: "path-exclude /usr/share/locale/*").judge(SlimBaseRule.self).verdict == .fail)
        let compilers = try await image(base: "gcc").judge(SlimBaseRule.self)
        #expect(compilers.verdict == .fail)
        #expect(compilers.message == "the base brings compilers: gcc")
    }

    @Test func hasNoDataForOtherDistributions() async throws {
        var image = PolicyImage()
        image.layer("ADD rootfs") { $0.add(file: "etc/os-release", "ID=alpine\n") }
        #expect(try await image.judge(SlimBaseRule.self).verdict == .noData)
        var scratch = PolicyImage()
        scratch.layer("COPY app") { $0.add(file: "app") }
        #expect(try await scratch.judge(SlimBaseRule.self).verdict == .noData)
    }
}
