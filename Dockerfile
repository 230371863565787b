# Two stages: the first builds a virtual environment, the second holds only what runs.
FROM python:3.12-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /opt/dlp
COPY requirements/runtime.txt requirements/
RUN /opt/dlp/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md ./
COPY dlp_service dlp_service
COPY models models
RUN /opt/dlp/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/dlp/bin/pip uninstall --yes pip hatchling editables

FROM python:3.12-slim-bookworm
# OCR and rarer archives; leave these lines out and pictures and such archives become gaps in the verdict.
COPY requirements/debian.txt requirements/install-debian.sh /tmp/requirements/
RUN /tmp/requirements/install-debian.sh tesseract-ocr tesseract-ocr-eng libarchive13 \
 && rm -rf /tmp/requirements /var/lib/apt/lists/*
# A fixed user without a shell; state lives in one volume.
RUN groupadd --gid 10001 dlp && useradd --uid 10001 --gid dlp --no-create-home --shell /usr/sbin/nologin dlp \
 && install --directory --owner=dlp --group=dlp --mode=0700 /var/lib/dlp
COPY --from=build /opt/dlp /opt/dlp
ENV PATH=/opt/dlp/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    DLP_STORE_PATH=/var/lib/dlp/store.sqlite DLP_SERVICE_LISTEN=0.0.0.0:50051
USER 10001:10001
VOLUME /var/lib/dlp
EXPOSE 50051
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["dlp", "health", "--server", "127.0.0.1:50051"]
ENTRYPOINT ["dlp"]
CMD ["serve"]
