import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PackageAbsentRuleTests {
    private let image: PolicyImage = {
        var image = PolicyImage()
        image.layer("RUN apt-get install git") { tar in
            tar.addDebian()
            tar.add(packages: ["git": "1:2.39.5-0+deb12u2", "gcc-12": "12.2.0-14", "libc6": "2.36"])
            tar.add(wheel: "Flask_Login", "0.6.3")
        }
        return image
    }()

    @Test(arguments: [
        ("package: git", "pkg:deb/debian/git@1:2.39.5-0%2Bdeb12u2"),
        ("package: gcc*", "pkg:deb/debian/gcc-12@12.2.0-14"),
        ("package: [curl, pkg:deb/debian/git]", "pkg:deb/debian/git@1:2.39.5-0%2Bdeb12u2"),
        ("package: pkg:deb/debian/gcc*", "pkg:deb/debian/gcc-12@12.2.0-14"),
        ("package: flask.login", "pkg:pypi/flask-login@0.6.3"),
        ("package: pkg:pypi/flask-login@0.6.3", "pkg:pypi/flask-login@0.6.3"),
    ])
    func namesWhatIsInstalled(yaml: String, purl: String) async throws {
        let judgement = try await image.judge(PackageAbsentRule.self, yaml)
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.count == 1)
        #expect(judgement.evidence.first?.subject.hasPrefix(purl) == true)
        #expect(judgement.evidence.first?.layer == 0)
    }

    @Test(arguments: [
        "package: [curl, gcc]", "package: git\nkind: pypi", "package: pkg:deb/debian/git@2",
        "package: pkg:deb/ubuntu/git",
        "package: \"flask-login?\"",
    ])
    func passesWhereNothingFits(yaml: String) async throws {
        #expect(try await image.judge(PackageAbsentRule.self, yaml).verdict == .pass)
    }

    /// What a manager that is not read has installed under the name may be it.
    @Test func hasNoDataWhereAnUnreadRecordHasTheName() async throws {
        var image = image
        image.layer("RUN npm install") { tar in
            tar.add(file: "app/node_modules/left-pad/package.json", "{}")
            tar.add(file: "app/x.specifications/a", "")
            tar.add(file: "opt/jars/log4j-core-2.14.1.jar", "PK")
        }
        for name in ["left-pad", "left*", "log4j-core"] {
            let judgement = try await image.judge(PackageAbsentRule.self, "package: \(name)")
            #expect(judgement.verdict == .noData && judgement.message.contains(" may be it: the "), "\(name)")
        }
        for yaml in ["package: curl", "package: left-pad\nkind: pypi", "package: log4j"] {
            #expect(try await image.judge(PackageAbsentRule.self, yaml).verdict == .pass, "\(yaml)")
        }
    }

    /// A package URL may name what is not read at all.
    @Test(arguments: ["pkg:npm/left-pad", "pkg:gem/rake@13", "pkg:Conda/*", "pkg:composer/a/b"])
    func hasNoDataOnTypesThatAreNotRead(_ url: String) async throws {
        let judgement = try await image.judge(PackageAbsentRule.self, "package: \"\(url)\"")
        #expect(judgement.verdict == .noData && judgement.message.contains("are not read"))
        #expect(try await image.judge(PackagePresentRule.self, "package: \"\(url)\"").verdict == .noData)
        #expect(try await image.judge(PackageAbsentRule.self, "package: \"pkg:PyPI/x*\"").verdict == .pass)
    }

    /// Each folder of Nix's store is of a package, whether its database is in the image or not.
    @Test func readsNamesInTheStoreOfNix() async throws {
        var image = PolicyImage()
        image.layer("COPY store") { tar in
            for name in ["bash-interactive-5.2", "7zip-24"] {
                tar.add(file: "nix/store/\(String(repeating: "a", count: 32))-\(name)/bin/x", "")
            }
        }
        for name in ["bash-interactive", "7zip"] {
            #expect(try await image.judge(PackageAbsentRule.self, "package: \(name)").verdict == .noData, "\(name)")
        }
    }

    @Test func knowsNothingOfOtherDistributions() async throws {
        var image = PolicyImage()
        image.layer("ADD alpine") { $0.add(file: "etc/os-release", "ID=alpine\n") }
        let judgement = try await image.judge(PackageAbsentRule.self, "package: git")
        #expect(judgement.verdict == .noData)
        #expect(judgement.message.contains("alpine"))
    }

    @Test(arguments: ["", "package: []", "package: pkg:x", "kind: rpm\npackage: git", "packages: git", "package: ''"])
    func refusesOtherParameters(yaml: String) async throws {
        await #expect(throws: PolicyError.self) { _ = try await image.judge(PackageAbsentRule.self, yaml) }
    }
}
