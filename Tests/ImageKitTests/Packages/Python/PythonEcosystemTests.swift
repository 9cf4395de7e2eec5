import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PythonEcosystemTests {
    let site = PythonImage.site

    @Test func fillsInWhatMetadataSays() throws {
        var image = PythonImage()
        let more = """
            Summary: One line
             and another
            Project-URL: Source, https://x/source
            Project-URL: Homepage, https://x/home
            Author-email: A <a@x>
            Requires-Dist: b[c]>=1; python_version < "4"
            Requires-Dist: d; extra == "e"
            Provides-Extra: e
            Requires-Python: >=3.8
            License-Expression: MIT
            Classifier: License :: OSI Approved :: MIT License
            """
        try image.add(wheel: "Zope.Thing", "1.0.post1", more: more)
        try image.add("\(site)/Zope.Thing-1.0.post1.dist-info/REQUESTED")
        let url =
            #"{"url": "https://x/y", "vcs_info": {"vcs": "git", "commit_id": "abc", "requested_revision": "main"}}"#
        try image.add("\(site)/Zope.Thing-1.0.post1.dist-info/direct_url.json", url)
        let package = try #require(image.package("Zope.Thing"))
        #expect(package.purl == PackageURL(type: "pypi", name: "zope-thing", version: "1.0.post1"))
        #expect(package.summary == "One line")
        #expect(package.homepage == "https://x/home")
        #expect(package.maintainer == "A <a@x>")
        let fields = try #require(package.python)
        #expect(fields.normalizedName == "zope-thing")
        #expect(fields.installer == "pip")
        #expect(fields.isRequested == true)
        #expect(fields.requires == ["b[c]>=1; python_version < \"4\"", "d; extra == \"e\""])
        #expect(fields.extras == ["e"])
        #expect(fields.requiresPython == ">=3.8")
        #expect(fields.licenseExpression == "MIT")
        #expect(fields.classifiers == ["License :: OSI Approved :: MIT License"])
        #expect(fields.directURL == "git+https://x/y")
        #expect(fields.revision == "abc")
        #expect(!fields.isEditable)
        #expect(image.remarks == [])
    }

    @Test func tellsRequestedFromDependencies() throws {
        var image = PythonImage()
        try image.add(wheel: "dependency", "1")
        try image.add("\(site)/unknown-1.dist-info/METADATA", "Name: unknown\nVersion: 1\n")
        #expect(image.package("dependency")?.python?.isRequested == false)
        #expect(image.package("unknown")?.python?.isRequested == nil)
    }

    @Test func readsRequirementsOfEggs() {
        let text = "a>=1\n\n[x]\nb\n# no\n[:python_version < '3']\nc\n[y:os_name == 'nt']\nd\n"
        let requirements = EggRequirements(Array(text.utf8))
        #expect(
            requirements.requirements == [
                "a>=1", "b; extra == \"x\"", "c; python_version < '3'", "d; (os_name == 'nt') and extra == \"y\"",
            ])
        #expect(requirements.extras == ["x", "y"])
        #expect(requirements.requirements.allSatisfy { PythonRequirement($0) != nil })
    }

    @Test func readsEditableInstallsAndLeavesTheirSources() throws {
        var image = PythonImage()
        try image.add(wheel: "mod", "1", files: ["__editable___mod_1_finder.py", "__editable__.mod-1.pth"])
        try image.add("\(site)/__editable__.mod-1.pth", "/src/mod\n")
        let url = #"{"url": "file:///src/mod", "dir_info": {"editable": true}}"#
        try image.add("\(site)/mod-1.dist-info/direct_url.json", url)
        try image.add("src/mod/pyproject.toml")
        try image.add("src/mod/mod.egg-info/PKG-INFO", "Name: mod\nVersion: 1\n")
        #expect(image.rows == ["mod 1 @/usr/local 3.11"])
        #expect(image.package("mod")?.python?.isEditable == true)
        #expect(image.package("mod")?.python?.editableLocation == "/src/mod")
        #expect(image.files("mod").contains("\(site)/__editable___mod_1_finder.py"))
        #expect(image.remarks == [])
    }

    // MARK: Damage

    @Test func takesNameAndVersionFromTheFolderWhereMetadataHasNone() throws {
        var image = PythonImage()
        try image.add("\(site)/no_version-1.2.dist-info/METADATA", "Name: no-version\n\nVersion: 9\n")
        try image.add("\(site)/no_name-2.0.dist-info/METADATA", "Version: 2.0\n")
        try image.add("\(site)/empty-3.dist-info/METADATA", "")
        #expect(
            image.rows == [
                "empty 3 @/usr/local 3.11", "no_name 2.0 @/usr/local 3.11", "no-version 1.2 @/usr/local 3.11",
            ])
        #expect(image.remarks.count == 4)
        #expect(image.remarks.contains("pythonMetadataMissing /\(site)/no_version-1.2.dist-info/METADATA"))
    }

    @Test func keepsRecordsWhoseMetadataIsUnreadable() throws {
        var image = PythonImage()
        try image.add(directory: "\(site)/folder-1.dist-info/METADATA")
        try image.add("\(site)/folder-1.dist-info/RECORD", "folder.py,,\n")
        try image.add("\(site)/missing-1.dist-info/RECORD", "missing.py,,\n")
        try image.add("\(site)/bare-1.dist-info/INSTALLER", "pip")
        try image.add(link: "\(site)/nowhere-1.dist-info", to: "/missing")
        try image.add(link: "\(site)/loop-1.dist-info", to: "loop-1.dist-info")
        #expect(image.rows == ["folder 1 @/usr/local 3.11", "missing 1 @/usr/local 3.11"])
        let names = ["bare", "folder", "loop", "missing", "nowhere"]
        #expect(image.remarks == names.map { "pythonMetadataMissing /\(site)/\($0)-1.dist-info" })
    }

    @Test func prefersMetadataToTheFolderName() throws {
        var image = PythonImage()
        try image.add("\(site)/other-1.0.dist-info/METADATA", "Name: real\nVersion: 2.0\n")
        try image.add("\(site)/same-1.0.0.dist-info/METADATA", "Name: Same\nVersion: 1.0\n")
        #expect(image.rows == ["real 2.0 @/usr/local 3.11", "Same 1.0 @/usr/local 3.11"])
        #expect(
            image.messages == [
                "the metadata names real, its file name other", "the metadata has version 2.0, its file name 1.0",
            ])
    }

    @Test func remarksOnWhatIsMalformedAndGoesOn() throws {
        var image = PythonImage()
        let metadata = "Name: bad name\nName: other\nVersion: not a version\nAuthor: \u{1B}[31m\n"
        try image.add("\(site)/bad_name-1.dist-info/METADATA", metadata)
        try image.add("\(site)/bad_name-1.dist-info/RECORD", "a.py,,\n\"open,,\n")
        try image.add("\(site)/bad_name-1.dist-info/direct_url.json", "{")
        try image.add("\(site)/a.py")
        try image.add(wheel: "fine", "1")
        #expect(image.rows == ["bad name not a version @/usr/local 3.11", "fine 1 @/usr/local 3.11"])
        #expect(image.files("bad name").contains("\(site)/a.py"))
        #expect(
            Set(image.messages).isSuperset(of: [
                "the field name is repeated; the first one counts", "bad name is no valid name",
                "a quote in RECORD is never closed; taken for a character", "direct_url.json is malformed",
            ]))
    }

    @Test func keepsTheRecordThatFitsTheFiles() throws {
        var image = PythonImage()
        try image.add(wheel: "a", "2.0", files: ["a/old_file.py"])
        try image.add(wheel: "A", "1.9", files: ["a/new.py"])
        try image.add("\(site)/A-2.0.dist-info/METADATA", "Name: A\nVersion: 2.0\n")
        try image.add("\(site)/A-2.0.dist-info/RECORD", "a/gone.py,sha256=x,5\na/new.py,sha256=x,99\n")
        // Both fit as well, so the one that came last counts, whatever its version.
        #expect(image.rows == ["A 1.9 @/usr/local 3.11"])
        #expect(image.remarks == ["A-2.0", "a-2.0"].map { "pythonDuplicate /\(site)/\($0).dist-info" })
    }

    @Test func keepsAnOlderRecordWhereOnlyThatFits() throws {
        var image = PythonImage()
        try image.add(wheel: "a", "1.0", files: ["a.py"])
        try image.add("\(site)/a-2.0.dist-info/METADATA", "Name: a\nVersion: 2.0\n")
        try image.add("\(site)/a-2.0.dist-info/RECORD", "a.py,sha256=x,99\n")
        #expect(image.rows == ["a 1.0 @/usr/local 3.11"])
        #expect(image.remarks == ["pythonDuplicate /\(site)/a-2.0.dist-info"])
    }

    /// Two releases often differ in nothing but their number, whose digits are as many.
    @Test(arguments: ["a/__init__.py", "a/_version.py", "a.py"])
    func keepsTheRecordWhoseDigestsFit(_ file: String) throws {
        for inPlace in ["1.0", "2.0"] {
            var image = PythonImage()
            try image.add("\(site)/\(file)", "version = '\(inPlace)'\n")
            for version in ["1.0", "2.0"] {
                let text = Array("version = '\(version)'\n".utf8)
                let digest = RecordDigest.base64(SHA256.hash(text))
                try image.add("\(site)/a-\(version).dist-info/METADATA", "Name: a\nVersion: \(version)\n")
                try image.add("\(site)/a-\(version).dist-info/RECORD", "\(file),sha256=\(digest),\(text.count)\n")
            }
            #expect(image.rows == ["a \(inPlace) @/usr/local 3.11"])
        }
    }

    @Test func readsMetadataBehindALink() throws {
        var image = PythonImage()
        try image.add("srv/store/42", "Metadata-Version: 2.1\nName: Linked\nVersion: 1\n")
        try image.add(link: "\(site)/linked-1.dist-info/METADATA", to: "/srv/store/42")
        try image.add("\(site)/linked-1.dist-info/RECORD", "")
        try image.add("opt/whole-2.dist-info/METADATA", "Name: whole\nVersion: 2\n")
        try image.add(link: "\(site)/whole-2.dist-info", to: "/opt/whole-2.dist-info")
        #expect(image.rows.contains("Linked 1 @/usr/local 3.11"))
        #expect(image.rows.contains("whole 2 @/usr/local 3.11"))
        #expect(image.files("Linked").contains("\(site)/linked-1.dist-info/METADATA"))
    }

    @Test func saysWhereAnEggLinkLeadsNowhere() throws {
        var image = PythonImage()
        try image.add(wheel: "a", "1")
        try image.add("\(site)/gone.egg-link", "/src/gone\n.")
        try image.add("\(site)/empty.egg-link", "/src/empty\n.")
        try image.add("src/empty/setup.py")
        #expect(image.rows == ["a 1 @/usr/local 3.11"])
        #expect(Set(image.remarks) == Set(["gone", "empty"].map { "pythonMetadataMissing /\(site)/\($0).egg-link" }))
    }

    @Test func namesTheMetadataFile() throws {
        var image = PythonImage()
        try image.add(wheel: "a", "1")
        let tree = image.tree
        let node = try #require(image.result.packages.first?.metadataNode)
        #expect(tree.path(of: node).string == "\(site)/a-1.dist-info/METADATA")
    }
}
