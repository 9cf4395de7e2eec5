import Testing

@testable import ImageReading

@Suite struct PluralTests {
    @Test(arguments: [
        (0, nil, "0 files"), (1, nil, "1 file"), (2, nil, "2 files"), (-1, nil, "-1 files"), (1, "filed", "1 file"),
        (3, "filed", "3 filed"),
    ])
    func countsOneAndSeveral(_ count: Int, _ plural: String?, _ text: String) {
        #expect(Plural.text(count, "file", plural) == text)
    }

    @Test func takesAPluralOfItsOwn() { #expect(Plural.text(2, "library", "libraries") == "2 libraries") }
}
