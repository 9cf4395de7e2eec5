import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PackagesPinnedRuleTests {
    private func image(_ files: KeyValuePairs<String, String>) -> PolicyImage {
        var image = PolicyImage()
        image.layer("COPY . /app") { tar in
            tar.add(wheel: "Flask", "3.1.0")
            tar.add(wheel: "requests", "2.32.0")
            tar.add(wheel: "torch", "2.1.0+cu121")
            for file in files { tar.add(file: file.key, file.value) }
        }
        return image
    }

    @Test(arguments: [
        "flask==3.1.0\nrequests==2.32", "flask===3.1.0  # why", "Flask [async] == 3.1 ; python_version >= '3.8'",
        "torch==2.1.0", "nothing==1 ; sys_platform == 'win32'", "--index-url https://x\n-i y\nflask==3.1.0",
        "flask==3.1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb", "\u{FEFF}flask==3.1.0\r\n",
        "flask @ https://x/flask.whl#sha256=abc", "-e git+https://x/y@0123456789012345678901234567890123456789#egg=z",
    ])
    func passesWhatIsPinnedAndInstalled(text: String) async throws {
        let judgement = try await image(["app/requirements.txt": text + "\n"]).judge(PackagesPinnedRule.self)
        #expect(judgement.verdict == (text.hasPrefix("nothing") ? .noData : .pass), "\(judgement.message)")
    }

    @Test(arguments: [
        ("flask", "it admits several versions"), ("flask>=3", "it admits several versions"),
        ("flask==3.*", "it admits several versions"), ("flask==3.1.0,<4", "it admits several versions"),
        ("flask==3.0.0", "3.1.0 is installed"), ("django==5", "it is not installed"),
        ("-e .", "a source without a hash or a full commit"), ("./local", "a source without a hash or a full commit"),
        ("flask @ git+https://x/y@main", "a source without a hash or a full commit"),
        ("torch==2.1.0+cpu", "2.1.0+cu121 is installed"),
    ])
    func namesTheLine(text: String, reason: String) async throws {
        let judgement = try await image(["app/requirements.txt": "# top\nrequests==2.32.0\n\(text)\n"]).judge(
            PackagesPinnedRule.self)
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence == [Evidence(.package, text, "/app/requirements.txt:3: \(reason)")])
    }

    @Test func followsIncludesAndConstraints() async throws {
        let files: KeyValuePairs = [
            "app/requirements.txt": "-r requirements/base.txt\n-c constraints.txt\nflask\n",
            "app/requirements/base.txt": "-r ../requirements.txt\nrequests==2.32.0\n",
            "app/constraints.txt": "flask==3.1.0\nunused==1\n",
        ]
        let judgement = try await image(files).judge(PackagesPinnedRule.self, "file: /app/requirements.txt")
        #expect(judgement.verdict == .pass)
        #expect(judgement.message.hasPrefix("2 requirements of /app/requirements.txt"))
    }

    @Test func hasNoDataWhereSomethingIsMissing() async throws {
        let missing = try await image(["app/requirements.txt": "-r ../../etc/base.txt\nflask==3.1.0\n"]).judge(
            PackagesPinnedRule.self)
        #expect(missing.verdict == .noData)
        #expect(missing.message.contains("../../etc/base.txt"))
        let none: KeyValuePairs = [
            "usr/lib/python3/dist-packages/x/requirements.txt": "flask\n", "app/notes.txt": "flask\n",
        ]
        #expect(try await image(none).judge(PackagesPinnedRule.self).verdict == .noData)
    }

    @Test func looksOnlyAtWhatIsAskedFor() async throws {
        let files: KeyValuePairs = ["app/requirements.txt": "flask\ntorch==2.1.0\n", "app/requirements-dev.txt": "x\n"]
        let image = image(files)
        #expect(try await image.judge(PackagesPinnedRule.self, "package: torch*").verdict == .pass)
        #expect(try await image.judge(PackagesPinnedRule.self, "file: /app/requirements.txt").evidence.count == 1)
        #expect(try await image.judge(PackagesPinnedRule.self).evidence.count == 2)
        let hashes = try await image.judge(PackagesPinnedRule.self, "package: torch\nhashes: true")
        #expect(hashes.evidence.first?.detail?.hasSuffix("it has no hash") == true)
        let dev: KeyValuePairs = ["requirements.txt": "pytest==8\n"]
        #expect(try await self.image(dev).judge(PackagesPinnedRule.self, "installed: false").verdict == .pass)
    }
}
