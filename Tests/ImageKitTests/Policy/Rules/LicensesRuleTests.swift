import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Packages held against denied licenses.
struct LicensesRuleTests {
    /// An image of distributions with a license expression each; nil names none.
    private func image(_ licenses: KeyValuePairs<String, String?>) -> TestPolicy {
        TestPolicy.files { tar in
            for (name, license) in licenses {
                let folder = "usr/lib/python3.11/site-packages/\(name)-1.dist-info"
                let field = license.map { "License-Expression: \($0)\n" } ?? ""
                tar.add("\(folder)/METADATA", "Metadata-Version: 2.4\nName: \(name)\nVersion: 1\n\(field)")
            }
        }
    }

    @Test(arguments: [
        ("AGPL-3.0-only", true), ("AGPL-3.0-or-later", true), ("MIT AND AGPL-3.0-only", true),
        ("MIT OR AGPL-3.0-only", false), ("GPL-3.0-only", false), ("MIT", false), ("AGPL-1.0-only", false),
    ])
    func `fails what can't be had without a denied license`(_ license: String, _ fails: Bool) async throws {
        let judgement = try await image(["a": license, "b": "MIT"]).judge("no-copyleft-licenses")
        #expect(judgement.verdict == (fails ? .fail : .pass))
        #expect(judgement.evidence.map(\.subject) == (fails ? ["pkg:pypi/a@1"] : []))
    }

    @Test func `denies what the policy lists`() async throws {
        let image = image(["a": "GPL-2.0-only", "b": "SSPL-1.0", "c": "AGPL-3.0-only"])
        let judgement = try await image.judge("no-copyleft-licenses", "deny: [GPL-*, SSPL-*]")
        #expect(judgement.evidence.map(\.subject) == ["pkg:pypi/a@1", "pkg:pypi/b@1"])
        #expect(judgement.evidence[0].detail?.hasPrefix("GPL-2.0-only") == true)
    }

    @Test(arguments: [("ignore", Judgement.Verdict.pass), ("warn", .warn), ("fail", .fail)])
    func `weighs packages that name no license`(_ unknown: String, _ verdict: Judgement.Verdict) async throws {
        let judgement = try await image(["a": nil, "b": "MIT"]).judge("no-copyleft-licenses", "unknown: \(unknown)")
        #expect(judgement.verdict == verdict)
        #expect(judgement.evidence.map(\.subject) == (verdict == .pass ? [] : ["pkg:pypi/a@1"]))
        if verdict == .pass { #expect(judgement.message.contains("1 name none that is known")) }
    }

    @Test func `a denied license outweighs an unknown one`() async throws {
        let judgement = try await image(["a": nil, "b": "AGPL-3.0-only"]).judge("no-copyleft-licenses", "unknown: warn")
        #expect(judgement.verdict == .fail && judgement.evidence.map(\.subject) == ["pkg:pypi/b@1"])
    }

    @Test func `reads dpkg's copyright files`() async throws {
        let image = TestPolicy.files { tar in
            TestDatabase.add([("a", "1", ["usr/share/doc/a/copyright"])], to: &tar)
            tar.add(
                "usr/share/doc/a/copyright",
                "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: x\nLicense: AGPL-3+\n"
            )
        }
        let judgement = try await image.judge("no-copyleft-licenses")
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence[0].detail?.contains("/usr/share/doc/a/copyright") == true)
    }

    @Test func `reads copyright files that a later layer deleted`() async throws {
        var image = TestPolicy.files { tar in
            TestDatabase.add([("a", "1", ["usr/share/doc/a/copyright"]), ("b", "1", [])], to: &tar)
            tar.add(
                "usr/share/doc/a/copyright",
                "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: x\nLicense: AGPL-3+\n"
            )
            tar.add("usr/share/doc/b", type: "2", link: "a")
        }
        var later = TarBuilder()
        later.add("usr/share/.wh.doc")
        image.layers.append(later)
        let judgement = try await image.judge("no-copyleft-licenses")
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.map { $0.detail?.hasPrefix("AGPL-3.0-or-later") } == [true, true])
        #expect(judgement.evidence.first?.detail?.hasSuffix("copyright (deleted))") == true)
    }

    @Test func `reads copyright files that a later layer emptied`() async throws {
        var image = TestPolicy.files { tar in
            TestDatabase.add([("a", "1", ["usr/share/doc/a/copyright"])], to: &tar)
            tar.add(
                "usr/share/doc/a/copyright",
                "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: x\nLicense: AGPL-3+\n"
            )
        }
        var later = TarBuilder()
        later.add("usr/share/doc/a/copyright", "")
        image.layers.append(later)
        let judgement = try await image.judge("no-copyleft-licenses")
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.first?.detail?.hasSuffix("copyright (emptied))") == true)
    }

    @Test func `has no data where most packages name no license`() async throws {
        let judgement = try await image(["a": nil, "b": nil, "c": "MIT"]).judge("no-copyleft-licenses")
        #expect(judgement.verdict == .noData && judgement.message == "2 of 3 packages name no license that is known")
        #expect(
            try await image(["a": nil, "b": nil, "c": "AGPL-3.0-only"]).judge("no-copyleft-licenses").verdict == .fail)
        #expect(try await image([:]).judge("no-copyleft-licenses").verdict == .noData)
    }

    @Test func `has no data where packages are not read`() async throws {
        let image = TestPolicy.files { tar in
            tar.add(
                "usr/lib/python3.11/site-packages/a-1.dist-info/METADATA",
                "Name: a\nVersion: 1\nLicense-Expression: MIT\n")
            tar.add("srv/node_modules/x/package.json", "{}")
        }
        let judgement = try await image.judge("no-copyleft-licenses")
        #expect(judgement.verdict == .noData && judgement.message.contains("npm"))
    }
}
