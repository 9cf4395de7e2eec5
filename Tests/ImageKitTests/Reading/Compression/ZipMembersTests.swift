import CZlib
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// A zip archive with stored or deflated members, written byte by byte.
struct TestZip {
    private(set) var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ name: String, _ contents: [UInt8]) { add(name, contents, stored: contents, method: 0) }

    mutating func add(_ name: String, _ contents: [UInt8], deflates: Bool) throws {
        // Between the ten bytes of gzip's header and its trailer lies what zip has.
        let stored = deflates ? Array(try Compressor.gzip(contents).dropFirst(10).dropLast(8)) : contents
        add(name, contents, stored: stored, method: deflates ? 8 : 0)
    }

    private mutating func add(_ name: String, _ contents: [UInt8], stored: [UInt8], method: UInt16) {
        let checksum = UInt32(truncatingIfNeeded: unsafe crc32(0, contents, UInt32(contents.count)))
        let sizes = little(checksum) + little(UInt32(stored.count)) + little(UInt32(contents.count))
        let common = little(UInt16(20)) + little(UInt16(0)) + little(method) + little(UInt32(0)) + sizes
        let name = Array(name.utf8)
        let offset = UInt32(bytes.count)
        bytes += [0x50, 0x4B, 3, 4] + common + little(UInt16(name.count)) + little(UInt16(0)) + name + stored
        directory += [0x50, 0x4B, 1, 2] + little(UInt16(20)) + common + little(UInt16(name.count))
        directory += [UInt8](repeating: 0, count: 12) + little(offset) + name
        count += 1
    }

    var archive: [UInt8] {
        bytes + directory + [0x50, 0x4B, 5, 6] + little(UInt32(0)) + little(UInt16(count)) + little(UInt16(count))
            + little(UInt32(directory.count)) + little(UInt32(bytes.count)) + little(UInt16(0))
    }

    private func little(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

@Suite struct ZipMembersTests {
    @Test func readsMembersByName() throws {
        var zip = TestZip()
        zip.add("a.py", Array("code".utf8))
        zip.add("EGG-INFO/PKG-INFO", Array("Name: a".utf8))
        zip.add("EGG-INFO/empty", [])
        let members = try ZipMembers.read(["EGG-INFO/PKG-INFO", "EGG-INFO/empty", "missing"], from: zip.archive)
        #expect(members == ["EGG-INFO/PKG-INFO": Array("Name: a".utf8), "EGG-INFO/empty": []])
    }

    @Test func refusesWhatIsNoArchive() {
        for bytes in [[], Array("no zip archive at all".utf8), Array("PK\u{3}\u{4}".utf8)] {
            #expect(throws: ImageError.self) { try ZipMembers.read(["a"], from: bytes) }
        }
    }

    @Test func readsNoMemberThatIsTooLarge() throws {
        var zip = TestZip()
        zip.add("large", [UInt8](repeating: 0x61, count: ZipMembers.maximumSize + 1))
        zip.add("limit", [UInt8](repeating: 0x61, count: ZipMembers.maximumSize))
        #expect(try ZipMembers.read(["limit"], from: zip.archive)["limit"]?.count == ZipMembers.maximumSize)
        #expect((try? ZipMembers.read(["large"], from: zip.archive))?["large"] == nil)
    }

    /// As `importlib.metadata` does: what has its record at the root of an archive on the path.
    @Test func listsPackagesOfArchivesOnThePath() throws {
        var zip = TestZip()
        zip.add("six.py", Array("code".utf8))
        zip.add("six-1.16.0.dist-info/METADATA", Array("Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n".utf8))
        zip.add("inner/idna-3.4.dist-info/METADATA", Array("Metadata-Version: 2.1\nName: idna\nVersion: 3.4\n".utf8))
        zip.add("py4j-0.10.9.egg-info/PKG-INFO", Array("Metadata-Version: 1.0\nName: py4j\nVersion: 0.10.9\n".utf8))
        zip.add("py4j-0.10.9.egg-info/requires.txt", Array("six\n".utf8))
        zip.add("bare-2.dist-info/RECORD", Array("bare.py,,\n".utf8))
        var image = PythonImage(env: ["PATH=/bin", "PYTHONPATH=/opt/libs.zip:/opt/app/start.py:/opt/damaged.zip"])
        try image.add("opt/libs.zip", bytes: zip.archive)
        try image.add("opt/app/start.py", "print()")
        try image.add("opt/damaged.zip", "PK nonsense")
        var other = TestZip()
        other.add(
            "colorama-0.4.6.dist-info/METADATA", Array("Metadata-Version: 2.1\nName: colorama\nVersion: 0.4.6\n".utf8))
        try image.add("srv/colorama-0.4.6-py2.py3-none-any.whl", bytes: other.archive)
        try image.add("\(PythonImage.site)/more.pth", "/srv/colorama-0.4.6-py2.py3-none-any.whl\n")
        try image.add(wheel: "six", "1.15.0")
        #expect(
            image.rows == [
                "py4j 0.10.9 @/opt/libs.zip", "six 1.16.0 @/opt/libs.zip", "colorama 0.4.6 @/usr/local 3.11",
                "six 1.15.0 @/usr/local 3.11 < 1.16.0",
            ])
        #expect(image.package("py4j")?.python?.requires == ["six"])
        #expect(image.files("py4j") == ["opt/libs.zip"])
        #expect(image.remarks == ["pythonArchive /opt/app/start.py", "pythonArchive /opt/damaged.zip"])
    }

    /// Time grows with the records, not with their square.
    @Test(.timeLimit(.minutes(1))) func listsThousandsOfPackagesOfAnArchive() throws {
        var zip = TestZip()
        for number in 0..<20_000 { zip.add("p\(number)-1.dist-info/METADATA", Array("Name: p\(number)\n".utf8)) }
        var image = PythonImage(env: ["PATH=/bin", "PYTHONPATH=/l.zip"])
        try image.add("l.zip", bytes: zip.archive)
        #expect(image.rows.count == 20_000)
    }

    @Test func readsZippedEggs() throws {
        var zip = TestZip()
        zip.add("EGG-INFO/PKG-INFO", Array("Metadata-Version: 1.0\nName: Zipped-Egg\nVersion: 4.2\n".utf8))
        zip.add("EGG-INFO/requires.txt", Array("six\n".utf8))
        var image = PythonImage()
        try image.add("opt/eggs/zipped_egg-4.2-py3.11.egg", bytes: zip.archive)
        try image.add("\(PythonImage.site)/eggs.pth", "/opt/eggs/zipped_egg-4.2-py3.11.egg\n")
        try image.add("\(PythonImage.site)/broken-1.0-py3.11.egg", "PK nonsense")
        #expect(image.rows == ["broken 1.0 @/usr/local 3.11", "Zipped-Egg 4.2 @/usr/local 3.11"])
        #expect(image.package("Zipped-Egg")?.python?.requires == ["six"])
        #expect(image.files("Zipped-Egg") == ["opt/eggs/zipped_egg-4.2-py3.11.egg"])
        let broken = "/\(PythonImage.site)/broken-1.0-py3.11.egg"
        #expect(image.remarks == ["pythonMetadataMissing \(broken)", "pythonNotOnPath \(broken)"])
    }
}
