"""An answer as a file, a picture, a link: what people take away."""
