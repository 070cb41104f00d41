import Kevre
