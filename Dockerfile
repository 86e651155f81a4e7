# The image of `mtaudit check` and `audit`: models inside, no root, nothing fetched at run time.
#   docker build -t mtaudit .
#   docker run --rm --network none -v "$PWD:/work" mtaudit check articles
FROM python:3.11-slim AS build
ARG TORCH=torch==2.13.0
# Options for pip that lead to a CPU build of PyTorch; its "Get started" page names the index. Without them pip takes
# the usual build, which brings gigabytes of CUDA libraries.
ARG TORCH_OPTIONS=""
RUN python -m venv /opt/mtaudit
ENV PATH=/opt/mtaudit/bin:$PATH MTAUDIT_CACHE=/opt/mtaudit/cache PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN pip install $TORCH_OPTIONS "$TORCH"
COPY pyproject.toml README.md LICENSE /src/
COPY corpora /src/corpora
COPY mtaudit /src/mtaudit
RUN pip install "/src[models]" && mtaudit models install

FROM python:3.11-slim
RUN useradd --create-home --uid 1000 mtaudit
COPY --from=build /opt/mtaudit /opt/mtaudit
ENV PATH=/opt/mtaudit/bin:$PATH MTAUDIT_CACHE=/opt/mtaudit/cache MTAUDIT_OFFLINE=1 PYTHONUNBUFFERED=1
USER mtaudit
WORKDIR /work
ENTRYPOINT ["mtaudit"]
CMD ["--help"]
