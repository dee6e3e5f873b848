# The bot in a container: packages as the lock file has them, no root, your folder with its data outside.
#
#   docker build --tag tocsin .
#   docker run --rm --interactive --tty --volume "$HOME/tocsin:/home/tocsin/own" tocsin init own
#   docker run --detach --name tocsin --restart on-failure --volume "$HOME/tocsin:/home/tocsin/own" tocsin
#
# The folder must belong to the user 1000, or say `--user "$(id -u)"`.
FROM python:3.13-slim

RUN useradd --uid 1000 --create-home tocsin
WORKDIR /opt/tocsin
COPY requirements/dev.lock requirements/
RUN pip install --disable-pip-version-check --no-cache-dir --require-hashes --requirement requirements/dev.lock
# The packs that ship are read where they stand, beside the program: so it is installed in place.
COPY . .
RUN pip install --disable-pip-version-check --no-cache-dir --no-deps --no-build-isolation --editable .

USER tocsin
WORKDIR /home/tocsin
VOLUME /home/tocsin/own
HEALTHCHECK --interval=60s --start-period=60s CMD ["tocsin", "status", "--check", "--data", "own/data"]
ENTRYPOINT ["tocsin"]
CMD ["run", "own"]
