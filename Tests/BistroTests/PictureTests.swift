import Foundation
import GRDB
import Testing

@testable import Bistro

struct PictureTests {
    private static func brightness(_ colour: Colour) -> Double {
        func part(_ value: Float) -> Double { Double(min(255, max(0, value * 255))) }
        return 0.299 * part(colour.red) + 0.587 * part(colour.green) + 0.114 * part(colour.blue)
    }

    @Test(arguments: [(8, 8), (16, 8), (17, 9), (40, 30), (1, 1)])
    func decodesToWhatWasPainted(width: Int, height: Int) throws {
        let canvas = Canvas(width: width, height: height) { x, y in Colour(x, y, 0.5 - x * y) }
        var encoder = JPEGEncoder(quality: 95)
        let decoded = try JPEGDecoder(encoder.encode(canvas))
        #expect(decoded.width == width)
        #expect(decoded.height == height)
        for (pixel, value) in zip(canvas.pixels, decoded.luminance) {
            #expect(abs(Self.brightness(pixel) - value) < 5)
        }
    }

    @Test func picturesWithGrainDecode() throws {
        for isDish in [true, false] {
            let folder = PictureFolder(path: "", seed: 3, scale: .small)
            let decoded = try JPEGDecoder(folder.content(number: 2, isDish: isDish))
            #expect(decoded.width == Scale.small.pictureWidth)
            let mean = decoded.luminance.reduce(0, +) / Double(decoded.luminance.count)
            #expect((30...220).contains(mean))
        }
    }

    @Test func betterQualityIsLarger() {
        let canvas = DishPainter(seed: 5).paint(width: 64, height: 48)
        let sizes = [10, 50, 90].map { quality -> Int in
            var encoder = JPEGEncoder(quality: quality)
            return encoder.encode(canvas).count
        }
        #expect(sizes == sizes.sorted())
        #expect(sizes[0] < sizes[2])
    }

    @Test func sameSeedPaintsTheSamePicture() {
        let folder = PictureFolder(path: "", seed: 9, scale: .small)
        #expect(folder.content(number: 1, isDish: true) == folder.content(number: 1, isDish: true))
        #expect(folder.content(number: 1, isDish: true) != folder.content(number: 2, isDish: true))
        #expect(folder.content(number: 1, isDish: false) != folder.content(number: 1, isDish: true))
    }

    @Test func folderHoldsEveryPictureThatThePagesName() async throws {
        try await Shop.withCopy { shop in
            let files = Set(try FileManager.default.contentsOfDirectory(atPath: shop.pictures))
            #expect(files.count == Scale.small.dishes + Scale.small.portraits)
            let named = try shop.read {
                try String.fetchSet(
                    $0, sql: "SELECT photo FROM chefs UNION SELECT cover FROM chefs UNION SELECT photo FROM products")
            }
            #expect(named.subtracting(files).isEmpty)
        }
    }

    @Test func folderIsBesideTheDatabase() {
        #expect(PictureFolder.beside(database: "/srv/bistro.db") == "/srv/bistro-pictures")
        #expect(PictureFolder.beside(database: "shop.sqlite") == "shop-pictures")
    }
}
